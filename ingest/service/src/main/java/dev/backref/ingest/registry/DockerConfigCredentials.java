package dev.backref.ingest.registry;

import dev.backref.ingest.registry.Account.DockerConfig;
import dev.backref.ingest.registry.Account.Helper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What docker's {@code config.json} says of a registry, as the file is each time; the helper that it names is asked. */
final class DockerConfigCredentials implements CredentialSource {
    private final Vertx vertx;
    private final DockerConfig account;
    private final DockerHost host;
    private final Function<Helper, CredentialSource> helpers;
    private final WatchedFile<DockerAuths> file;
    private @Nullable Asked asked;

    /** A helper, with what it is remembered to have said. */
    private record Asked(Helper helper, CredentialSource source) {}

    /**
     * @param helpers makes the source of what a helper says for the host
     */
    DockerConfigCredentials(
            Vertx vertx, DockerConfig account, DockerHost host, Function<Helper, CredentialSource> helpers) {
        this.vertx = vertx;
        this.account = account;
        this.host = host;
        this.helpers = helpers;
        this.file = new WatchedFile<>(account.file(), DockerAuths::read);
    }

    @Override
    public Future<Optional<Credentials>> get() {
        return vertx.executeBlocking(this::source, false).compose(CredentialSource::get);
    }

    @Override
    public synchronized void refused(Credentials refused) {
        if (asked != null) {
            asked.source().refused(refused);
        }
    }

    /** Whom the file names now: a helper, or what stands in itself. */
    private CredentialSource source() throws Unanswered {
        try {
            DockerAuths auths = file.content();
            Optional<String> name = auths.helper(host);
            return name.isPresent() ? ask(name.get()) : new Written(auths.entry(host));
        } catch (NoSuchFileException absent) {
            throw unusable("is not there");
        } catch (AccessDeniedException denied) {
            throw unusable("may not be read");
        } catch (IOException other) {
            throw unusable(String.valueOf(other.getMessage()));
        }
    }

    private synchronized CredentialSource ask(String name) throws Unanswered {
        if (!Helper.isName(name)) {
            throw unusable("names a credential helper that can be none: \"" + name + "\"");
        }
        Helper helper = new Helper(name, account.programs());
        if (asked == null || !asked.helper().equals(helper)) {
            asked = new Asked(helper, helpers.apply(helper));
        }
        return asked.source();
    }

    private Unanswered unusable(String what) {
        return Credentials.unusable(account.file() + " " + what);
    }

    /** What stands in the file itself. */
    private record Written(Optional<Credentials> credentials) implements CredentialSource {
        @Override
        public Future<Optional<Credentials>> get() {
            return Future.succeededFuture(credentials);
        }

        @Override
        public void refused(Credentials refused) {
            // The file says others only when it has changed, and that is looked at each time.
        }
    }
}
