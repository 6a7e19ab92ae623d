package dev.backref.ingest.registry;

import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * Carries the outcome of a look that ended early through the steps that would have followed. It never leaves
 * {@link RegistryClient}, which turns it back into the value, and has no stack trace because it is no defect.
 */
final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Look look;

    Unanswered(Look look) {
        super(look.toString(), null, false, false);
        this.look = look;
    }

    static <T> Future<T> later(LookFailure reason, String detail) {
        return Future.failedFuture(new Unanswered(new Later(reason, detail, Optional.empty())));
    }

    /** Of a registry that is not to be asked for so long, and was not. */
    static Unanswered leftAlone(Duration left) {
        return new Unanswered(new Later(
                LookFailure.THROTTLED, "the registry asked to be left alone and was not asked", Optional.of(left)));
    }

    /** Of a registry that is another node's to ask. */
    static Unanswered notOurs() {
        return new Unanswered(
                new Later(LookFailure.UNREACHABLE, "the registry is another node's to ask now", Optional.empty()));
    }

    Look look() {
        return look;
    }
}
