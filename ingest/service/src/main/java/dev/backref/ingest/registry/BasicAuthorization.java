package dev.backref.ingest.registry;

import dev.backref.ingest.registry.RegistrySettings.Credentials;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The header {@code Authorization} of RFC 7617. */
final class BasicAuthorization {
    private BasicAuthorization() {}

    /** Fails with {@link Unanswered} when the password cannot be read where the operator says it is. */
    static Future<String> header(Credentials credentials) {
        String password;
        try {
            password = credentials.password().reveal();
        } catch (RuntimeException unreadable) {
            // Not its message: that could show what was read.
            return Unanswered.later(
                    LookFailure.UNAUTHORIZED,
                    "the configured password cannot be read: "
                            + unreadable.getClass().getSimpleName());
        }
        byte[] pair = (credentials.username() + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Future.succeededFuture("Basic " + Base64.getEncoder().encodeToString(pair));
    }
}
