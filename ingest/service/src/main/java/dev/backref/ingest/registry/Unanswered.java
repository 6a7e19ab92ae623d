package dev.backref.ingest.registry;

import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.Future;
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

    Look look() {
        return look;
    }
}
