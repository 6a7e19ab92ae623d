package dev.backref.ingest.registry;

import dev.backref.ingest.registry.FaultyRegistry.Seen;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A registry that lets in whoever brings a token it likes, and the token server it points at. */
final class GuardedRegistry implements AutoCloseable {
    final FaultyRegistry tokenServer;
    final FaultyRegistry registry;
    volatile Predicate<String> likes = header -> header.startsWith("Bearer ");
    volatile String scope = ",scope=\"repository:team/app:pull\"";

    GuardedRegistry(Handler<HttpServerRequest> tokens) {
        tokenServer = new FaultyRegistry(tokens);
        registry = new FaultyRegistry(this::guard);
    }

    /** Gives the tokens t1, t2 and so on. */
    static Handler<HttpServerRequest> numbered(List<Integer> given, int expiresIn) {
        return request -> {
            given.add(given.size() + 1);
            request.response().end("{\"token\":\"t" + given.size() + "\",\"expires_in\":" + expiresIn + "}");
        };
    }

    static Handler<HttpServerRequest> saying(String body) {
        return request -> request.response().end(body);
    }

    /** The authorizations with which manifests were asked for, a dash for none. */
    List<String> authorizations() {
        return registry.seen.stream()
                .map(seen -> seen.authorization().orElse("-"))
                .toList();
    }

    List<Optional<String>> shownToTokenServer() {
        return tokenServer.seen.stream().map(Seen::authorization).toList();
    }

    @Override
    public void close() {
        registry.close();
        tokenServer.close();
    }

    private void guard(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        if (header != null && likes.test(header)) {
            FaultyRegistry.serveManifest(request);
        } else {
            request.response()
                    .setStatusCode(401)
                    .putHeader(
                            "WWW-Authenticate",
                            "Bearer realm=\"" + tokenServer.url + "/token?old=1\",service=\"the registry\"" + scope)
                    .end();
        }
    }
}
