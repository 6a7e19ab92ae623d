package dev.backref.ingest.receive;

import dev.backref.ingest.registry.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Lets in who has a hook's secret, or the one before it, and shows it in one of the ways that registries of its kind have.
 * All are tried, so that time does not tell which of them was nearly right.
 */
final class SecretGuard implements HookGuard {
    private final List<HookProof> proofs;
    private final Secret secret;

    SecretGuard(List<HookProof> proofs, Secret secret) {
        this.proofs = List.copyOf(proofs);
        this.secret = secret;
    }

    @Override
    public Optional<Supplier<Refusal>> objection(HookProof.Head head) {
        return any((proof, each) -> proof.isShownBy(head, each)) ? Optional.empty() : Optional.of(this::refusal);
    }

    @Override
    public boolean mayAdmit(HookProof.Head head) {
        return proofs.stream().anyMatch(proof -> proof.isPromisedBy(head));
    }

    @Override
    public boolean admits(HookProof.Head head, byte[] body) {
        return any((proof, each) -> proof.isShownBy(head, body, each));
    }

    private Refusal refusal() {
        return proofs.equals(List.of(HeaderProof.AUTHORIZATION)) ? Refusal.UNAUTHORIZED : Refusal.UNPROVEN;
    }

    @Override
    public boolean hides(String header) {
        return proofs.stream().anyMatch(proof -> proof.secretHeader().equalsIgnoreCase(header));
    }

    private boolean any(BiPredicate<HookProof, Secret> shown) {
        List<Secret> secrets = Stream.of(Optional.of(secret), secret.previous())
                .flatMap(Optional::stream)
                .toList();
        boolean admitted = false;
        for (Secret each : secrets) {
            for (HookProof proof : proofs) {
                admitted |= shown.test(proof, each);
            }
        }
        return admitted;
    }
}
