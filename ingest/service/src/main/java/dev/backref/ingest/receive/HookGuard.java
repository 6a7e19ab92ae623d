package dev.backref.ingest.receive;

import dev.backref.ingest.registry.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Lets in who has a hook's secret, or the one before it, and shows it in one of the ways that registries of its kind have.
 * All are tried, so that time does not tell which of them was nearly right.
 */
final class HookGuard {
    private final List<HookProof> proofs;
    private final Secret secret;

    HookGuard(List<HookProof> proofs, Secret secret) {
        this.proofs = List.copyOf(proofs);
        this.secret = secret;
    }

    /** Whether the head of a request is enough. */
    boolean admits(HookProof.Head head) {
        return any((proof, each) -> proof.isShownBy(head, each));
    }

    /** Whether the body is worth reading, because it can bear out what the head promises. */
    boolean mayAdmit(HookProof.Head head) {
        return proofs.stream().anyMatch(proof -> proof.isPromisedBy(head));
    }

    /** Whether the body bears it out, byte for byte. */
    boolean admits(HookProof.Head head, byte[] body) {
        return any((proof, each) -> proof.isShownBy(head, body, each));
    }

    /** How whoever is not let in is told so. */
    Refusal refusal() {
        return proofs.equals(List.of(HeaderProof.AUTHORIZATION)) ? Refusal.UNAUTHORIZED : Refusal.UNPROVEN;
    }

    /** Whether a header can hold the secret itself. */
    boolean hides(String header) {
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
