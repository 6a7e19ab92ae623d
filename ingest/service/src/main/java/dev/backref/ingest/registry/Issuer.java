package dev.backref.ingest.registry;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Asks an issuer of tokens for the keys that it signs them with, where it says that they are (OpenID Connect Discovery 1.0
 * §4). Each time is two requests, over a pool of its own that ends with Vert.x, on the way of the registry; no redirect is
 * followed.
 */
public final class Issuer {
    /** The largest that are known have some 20 KiB. */
    private static final int MOST_BYTES = 256 * 1024;

    private static final String JSON = "application/json";

    /** Deliveries may wait for it, whose senders wait for about as long. */
    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(5));

    private final String name;
    private final Transport transport;
    private final Timeouts timeouts;

    /** @param name as in {@link SenderTokens#issuer()} */
    public Issuer(Vertx vertx, String name, Route route) {
        this(vertx, name, route, TIMEOUTS);
    }

    Issuer(Vertx vertx, String name, Route route, Timeouts timeouts) {
        this.name = name;
        this.timeouts = timeouts;
        this.transport = new Transport(vertx, new HttpClientOptions(), 1, timeouts, route);
    }

    /** Those of its keys that are {@linkplain UsableKeys usable}, at least one, or a failure that is {@link NoKeys}. */
    public Future<JWKSet> keys() {
        Deadline deadline = Deadline.in(timeouts.request());
        return get(discovery(), deadline)
                .compose(document -> keysUrl(document))
                .compose(url -> get(url, deadline).compose(document -> keys(url, document)))
                .recover(failure -> Future.failedFuture(told(failure)));
    }

    /** A slash at the end is the issuer's name and not the document's (OpenID Connect Discovery 1.0 §4.1). */
    private URI discovery() {
        String bare = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        return URI.create(bare + "/.well-known/openid-configuration");
    }

    private Future<String> get(URI url, Deadline deadline) {
        Ask ask =
                new Ask(RequestClass.TOKEN, HttpMethod.GET, url, JSON, Optional.empty(), BodyReader.atMost(MOST_BYTES));
        return transport.exchange(ask, deadline, () -> {}).compose(answer -> {
            if (answer.status() != 200) {
                return Future.failedFuture(new NoKeys(ask + " answered " + answer.status()));
            }
            return answer.body().cut()
                    ? Future.failedFuture(new NoKeys(ask + " answered more than " + MOST_BYTES + " bytes"))
                    : Future.succeededFuture(answer.body().content().toString(StandardCharsets.UTF_8));
        });
    }

    /** Another issuer's document is refused, as it must be (OpenID Connect Discovery 1.0 §4.3). */
    private Future<URI> keysUrl(String document) {
        try {
            Map<String, Object> fields = JSONObjectUtils.parse(document);
            if (!name.equals(fields.get("issuer"))) {
                return Future.failedFuture(new NoKeys(discovery() + " is of another issuer than " + name));
            }
            URI url = JSONObjectUtils.getURI(fields, "jwks_uri");
            if (url != null && isAsSafe(Origin.of(url))) {
                return Future.succeededFuture(url);
            }
        } catch (ParseException | RuntimeException unreadable) { // Nimbus reads JSON's null as a Java one.
            return Future.failedFuture(new NoKeys(discovery() + " is no JSON with a jwks_uri"));
        }
        return Future.failedFuture(new NoKeys(discovery() + " names no jwks_uri that is as safe as its own"));
    }

    /** Without TLS an issuer is on loopback, and so must its keys be then. */
    private boolean isAsSafe(Origin ofKeys) {
        return ofKeys.answersForItself() && Origin.of(discovery()).mayLeadTo(ofKeys);
    }

    private static Future<JWKSet> keys(URI url, String document) {
        try {
            JWKSet usable = UsableKeys.in(document);
            return usable.isEmpty()
                    ? Future.failedFuture(
                            new NoKeys(Origin.of(url) + url.getRawPath() + " has no key for RS256 or ES256"))
                    : Future.succeededFuture(usable);
        } catch (ParseException | RuntimeException unreadable) {
            return Future.failedFuture(new NoKeys(Origin.of(url) + url.getRawPath() + " is no set of keys"));
        }
    }

    private static NoKeys told(Throwable failure) {
        if (failure instanceof NoKeys told) {
            return told;
        }
        boolean unanswered = failure instanceof Unanswered;
        return new NoKeys(
                unanswered && ((Unanswered) failure).look() instanceof Look.Later later
                        ? later.detail()
                        : failure.getClass().getSimpleName());
    }
}
