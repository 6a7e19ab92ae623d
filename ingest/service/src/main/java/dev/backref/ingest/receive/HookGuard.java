package dev.backref.ingest.receive;

import dev.backref.ingest.receive.HookProof.Head;
import dev.backref.ingest.registry.Issuer;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Webhook;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/** Who is let in to a hook. It is asked on an event loop and blocks nothing. */
interface HookGuard {
    /** That of a registry's hook; empty where none is open. */
    static Optional<HookGuard> of(RegistrySettings registry, Vertx vertx, HookMetrics metrics, Clock clock) {
        Optional<HookGuard> ofSecret = registry.hookSecret()
                .map(secret -> new SecretGuard(HookParser.of(registry.kind()).proofs(), secret));
        return ofSecret.or(() -> registry.webhook().flatMap(Webhook::tokens).map(tokens -> {
            Issuer issuer = new Issuer(vertx, tokens.issuer(), registry.access().route());
            return TokenGuard.of(registry.name(), tokens, issuer::keys, metrics, clock);
        }));
    }

    /** Begins to ask for what it needs from others. */
    default void prepare() {}

    /** What is to come before the rest can be asked about this request, and never fails; empty where nothing is. */
    default Optional<Future<?>> awaits(Head head) {
        return Optional.empty();
    }

    /**
     * What is said against the head of a request: how whoever is not let in is told so, which is counted when it is asked
     * for. Empty where the head is enough.
     */
    Optional<Supplier<Refusal>> objection(Head head);

    /** Whether the head of a request is enough. */
    default boolean admits(Head head) {
        return objection(head).isEmpty();
    }

    /** Whether the body is worth reading, because it can bear out what the head promises. */
    default boolean mayAdmit(Head head) {
        return false;
    }

    /** Whether the body bears it out, byte for byte. */
    default boolean admits(Head head, byte[] body) {
        return false;
    }

    /** Whether a header can hold what proves the sender, so that it must not be kept. */
    boolean hides(String header);
}
