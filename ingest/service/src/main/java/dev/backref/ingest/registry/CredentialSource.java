package dev.backref.ingest.registry;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;

/** Where credentials are had each time they are needed. May be used from any thread, and never blocks. */
interface CredentialSource {
    /** Those of now; none for whoever asks as nobody. Fails with {@link Unanswered}, always as unauthorized. */
    Future<Optional<Credentials>> get();

    /** Somebody did not take these. What is asked for next may be others. */
    void refused(Credentials refused);

    /** The source of what the operator configured, for a registry there. */
    static CredentialSource of(Optional<Account> account, Origin home, Vertx vertx, Clock clock) {
        return account.map(configured -> of(configured, home, vertx, clock))
                .orElseGet(() -> new NamedCredentials(Optional.empty()));
    }

    private static CredentialSource of(Account account, Origin home, Vertx vertx, Clock clock) {
        if (account instanceof Account.Named named) {
            return new NamedCredentials(Optional.of(named));
        }
        DockerHost host = DockerHost.of(home);
        if (account instanceof Account.Helper helper) {
            HelperProgram program = new HelperProgram(vertx, helper, HelperProgram.TIMEOUT);
            return new HelperCredentials(() -> program.require(host.server()), clock);
        }
        return new DockerConfigCredentials(
                vertx, (Account.DockerConfig) account, host, helper -> helperOfAFile(vertx, helper, host, clock));
    }

    /** As docker has it, a helper that a file names need not know the registry. */
    private static CredentialSource helperOfAFile(Vertx vertx, Account.Helper helper, DockerHost host, Clock clock) {
        HelperProgram program = new HelperProgram(vertx, helper, HelperProgram.TIMEOUT);
        return new HelperCredentials(() -> program.get(host.server()), clock);
    }
}
