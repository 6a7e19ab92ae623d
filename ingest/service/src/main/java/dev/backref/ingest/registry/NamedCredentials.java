package dev.backref.ingest.registry;

import dev.backref.ingest.registry.Account.Named;
import io.vertx.core.Future;
import java.util.Optional;

/** Name and password as the operator configured them, the password read anew each time; or none at all. */
record NamedCredentials(Optional<Named> account) implements CredentialSource {
    @Override
    public Future<Optional<Credentials>> get() {
        try {
            return Future.succeededFuture(account.map(named ->
                    Credentials.password(named.username(), named.password().reveal())));
        } catch (RuntimeException unreadable) {
            // Not its message: that could show what was read.
            return Future.failedFuture(Credentials.unusable("the configured password cannot be read: "
                    + unreadable.getClass().getSimpleName()));
        }
    }

    @Override
    public void refused(Credentials refused) {
        // The next ones are read anew in any case.
    }
}
