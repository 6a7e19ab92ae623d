package dev.backref.ingest.registry;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Asks a token server for a token: {@code GET realm?service=…&scope=…} (Distribution, auth/token §Requesting a Token), and
 * with an identity token {@code POST realm} with the grant {@code refresh_token} (Distribution, auth/oauth).
 */
final class TokenServer {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final String JSON = "application/json";

    private final Redirects redirects;
    private final Duration timeout;
    private final Clock clock;

    TokenServer(Redirects redirects, Duration timeout, Clock clock) {
        this.redirects = redirects;
        this.timeout = timeout;
        this.clock = clock;
    }

    /**
     * Asks with a time of its own, because several looks may wait for it. Fails with {@link Unanswered}, always as
     * later: a token server's trouble says nothing about the source.
     *
     * @param credentials to prove the key's account by; empty for an anonymous token
     */
    Future<Token> request(TokenKey key, Optional<Credentials> credentials) {
        return ask(key, credentials)
                .compose(ask -> redirects.follow(ask, Deadline.in(timeout)))
                .compose(answer -> token(answer, credentials));
    }

    private static Future<Ask> ask(TokenKey key, Optional<Credentials> credentials) {
        if (credentials.filter(Credentials::identityToken).isPresent()) {
            return Future.succeededFuture(refreshing(key, credentials.get().secret()));
        }
        return credentials
                .map(account -> account.basic().map(Optional::of))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                .map(header -> new Ask(
                        RequestClass.TOKEN, HttpMethod.GET, url(key), JSON, header, BodyReader.atMost(MOST_BYTES)));
    }

    private static Ask refreshing(TokenKey key, String token) {
        StringJoiner form = new StringJoiner("&");
        form.add("grant_type=refresh_token").add("client_id=backref");
        if (!key.service().isEmpty()) {
            form.add("service=" + encoded(key.service()));
        }
        form.add("scope=" + encoded(String.join(" ", key.scopes()))).add("refresh_token=" + encoded(token));
        return new Ask(
                RequestClass.TOKEN,
                HttpMethod.POST,
                key.realm(),
                JSON,
                Optional.empty(),
                BodyReader.atMost(MOST_BYTES),
                Optional.of(form.toString()));
    }

    private Future<Token> token(Answer answer, Optional<Credentials> shown) {
        if (answer.status() != 200) {
            return Future.failedFuture(new Unanswered(trouble(answer)));
        }
        return Token.read(answer.body().content().getBytes(), shown)
                .map(Future::succeededFuture)
                .orElseGet(() -> Unanswered.later(LookFailure.BAD_ANSWER, answer.to() + " answered without a token"));
    }

    private Look trouble(Answer answer) {
        Look look = answer.trouble(clock.instant());
        return look instanceof Look.Doubtful doubtful
                ? new Look.Later(doubtful.reason(), doubtful.detail(), doubtful.retryAfter())
                : look;
    }

    private static URI url(TokenKey key) {
        StringJoiner query = new StringJoiner("&");
        Optional.ofNullable(key.realm().getRawQuery()).ifPresent(query::add);
        if (!key.service().isEmpty()) {
            query.add("service=" + encoded(key.service()));
        }
        key.scopes().forEach(scope -> query.add("scope=" + encoded(scope)));
        return URI.create(Origin.of(key.realm()) + key.realm().getRawPath() + "?" + query);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
