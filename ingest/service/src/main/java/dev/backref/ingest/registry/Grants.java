package dev.backref.ingest.registry;

import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.RegistrySettings.Credentials;
import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Turns a challenge into what meets it: the configured password (Basic), or a token (Bearer; Distribution, auth/token
 * and auth/scope). Decides whom the stored credentials may be shown to.
 */
final class Grants {
    private final Origin home;
    private final Access access;
    private final TokenServer tokenServer;
    private final Tokens tokens;

    Grants(Origin home, Access access, TokenServer tokenServer, Tokens tokens) {
        this.home = home;
        this.access = access;
        this.tokenServer = tokenServer;
        this.tokens = tokens;
    }

    /** The way in to take: by token where there is one, since that also goes without an account. */
    Optional<Challenge> choose(List<Challenge> offered) {
        return offered.stream()
                .filter(Challenge::bearer)
                .findFirst()
                .or(() -> offered.stream()
                        .filter(challenge ->
                                challenge.basic() && access.credentials().isPresent())
                        .findFirst());
    }

    /** What to send to read this repository. Fails with {@link Unanswered}. */
    Future<Grant> get(Challenge challenge, String repository) {
        if (!challenge.bearer()) {
            return access.credentials()
                    .map(BasicAuthorization::header)
                    .orElseThrow()
                    .map(header -> new Grant(Optional.empty(), header, true));
        }
        String realm = challenge.parameter("realm").orElse("");
        try {
            URI url = URI.create(realm);
            if (!home.mayLeadTo(Origin.of(url))) {
                return Unanswered.later(LookFailure.UNAUTHORIZED, home + " has its tokens given over plain http");
            }
            return token(challenge, url, repository);
        } catch (IllegalArgumentException notAnAddress) {
            return Unanswered.later(LookFailure.UNAUTHORIZED, home + " names a token realm that is no HTTP address");
        }
    }

    /** Forgets what the registry did not take. */
    void drop(Grant refused) {
        refused.key().ifPresent(key -> tokens.drop(key, refused));
    }

    private Future<Grant> token(Challenge challenge, URI realm, String repository) {
        Optional<Credentials> shown = access.credentials().filter(stored -> mayHaveThem(Origin.of(realm)));
        String scope = challenge.parameter("scope").orElse("repository:" + repository + ":pull");
        TokenKey key = new TokenKey(
                shown.map(Credentials::username).orElse(""),
                realm,
                challenge.parameter("service").orElse(""),
                List.of(scope.strip().split("\\s+")));
        return tokens.get(key, () -> tokenServer.request(key, shown));
    }

    private boolean mayHaveThem(Origin realm) {
        return realm.hostAndPort().equals(home.hostAndPort()) || realm.isAmong(access.tokenHosts());
    }
}
