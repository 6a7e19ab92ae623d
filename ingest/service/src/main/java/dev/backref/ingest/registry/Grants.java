package dev.backref.ingest.registry;

import dev.backref.ingest.registry.Look.Later;
import dev.backref.ingest.registry.RegistrySettings.Access;
import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Turns a challenge into what meets it: the account's password (Basic), or a token (Bearer; Distribution, auth/token
 * and auth/scope). Decides whom the account's credentials may be shown to, and asks for them only then.
 */
final class Grants {
    private final Origin home;
    private final Access access;
    private final CredentialSource account;
    private final TokenServer tokenServer;
    private final Tokens tokens;

    /**
     * @param account the source of what the access names
     */
    Grants(Origin home, Access access, CredentialSource account, TokenServer tokenServer, Tokens tokens) {
        this.home = home;
        this.access = access;
        this.account = account;
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
                                challenge.basic() && access.account().isPresent())
                        .findFirst());
    }

    /** What to send to read this repository. Fails with {@link Unanswered}. */
    Future<Grant> get(Challenge challenge, String repository) {
        if (!challenge.bearer()) {
            return password();
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

    /** Forgets what the registry did not take. What it was made with is to blame only when it was made just now. */
    void drop(Grant refused) {
        refused.key().ifPresent(key -> tokens.drop(key, refused));
        refused.shown().ifPresent(account::refused);
    }

    /** What to show the registry before it asks; nothing where it is asked as nobody. Fails with {@link Unanswered}. */
    Future<Optional<Grant>> unasked() {
        return account.get()
                .compose(found -> found.map(shown -> password(shown).map(Optional::of))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    private Future<Grant> password() {
        return account.get()
                .compose(found -> found.map(Grants::password)
                        .orElseGet(() -> Future.failedFuture(Credentials.unusable(
                                "there are no credentials for " + home + " where it wants some"))));
    }

    private static Future<Grant> password(Credentials shown) {
        return shown.basic().map(header -> new Grant(Optional.empty(), header, true, Optional.of(shown)));
    }

    private Future<Grant> token(Challenge challenge, URI realm, String repository) {
        boolean shown = access.account().isPresent() && mayHaveThem(Origin.of(realm));
        String scope = challenge.parameter("scope").orElse("repository:" + repository + ":pull");
        TokenKey key = new TokenKey(
                shown,
                realm,
                challenge.parameter("service").orElse(""),
                List.of(scope.strip().split("\\s+")));
        return tokens.get(key, () -> shown ? requestShowing(key) : tokenServer.request(key, Optional.empty()));
    }

    private boolean mayHaveThem(Origin realm) {
        return realm.hostAndPort().equals(home.hostAndPort()) || realm.isAmong(access.tokenHosts());
    }

    /** Asks for the credentials once more, when the token server does not take those that were had before. */
    private Future<Token> requestShowing(TokenKey key) {
        return account.get()
                .compose(first -> tokenServer
                        .request(key, first)
                        .recover(failure ->
                                isRefusal(failure) ? requestAgain(key, first, failure) : Future.failedFuture(failure)));
    }

    private Future<Token> requestAgain(TokenKey key, Optional<Credentials> shown, Throwable failure) {
        shown.ifPresent(account::refused);
        if (shown.map(Credentials::fresh).orElse(true)) {
            return Future.failedFuture(failure);
        }
        return account.get()
                .compose(others -> tokenServer.request(key, others).onFailure(again -> {
                    if (isRefusal(again)) {
                        others.ifPresent(account::refused);
                    }
                }));
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Unanswered unanswered
                && unanswered.look() instanceof Later later
                && later.reason() == LookFailure.UNAUTHORIZED;
    }
}
