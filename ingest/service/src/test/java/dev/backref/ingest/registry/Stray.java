package dev.backref.ingest.registry;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/** Those who answer 404 where a registry should. */
enum Stray {
    INGRESS_WITHOUT_BACKEND("text/plain; charset=utf-8", "default backend - 404"),
    NGINX("text/html", "<html><head><title>404 Not Found</title></head></html>"),
    KONG("application/json; charset=utf-8", "{\"message\":\"no Route matched with those values\"}"),
    ENVOY("", ""),
    STORE("application/xml", "<Error><Code>NoSuchKey</Code></Error>"),
    GO("text/plain; charset=utf-8", "404 page not found\n"),
    OTHER_API("application/json", "{\"errors\":[{\"code\":7003,\"message\":\"no route\"},{\"code\":\"not_found\"}]}"),
    NO_ERRORS("application/json", "{\"errors\":[]}");

    /** Where a registry says that it is there. */
    static final String BASE = "/v2/";

    private final String type;
    private final String body;

    Stray(String type, String body) {
        this.type = type;
        this.body = body;
    }

    void answer(HttpServerRequest request) {
        if (!type.isEmpty()) {
            request.response().putHeader("Content-Type", type);
        }
        request.response().setStatusCode(404).end(body);
    }

    /** Before a registry: it answers that it is there with this status, and nothing else gets through. */
    Handler<HttpServerRequest> before(int status) {
        return before(request -> request.response().setStatusCode(status).end());
    }

    Handler<HttpServerRequest> before(Handler<HttpServerRequest> base) {
        return request -> {
            if (request.path().equals(BASE)) {
                base.handle(request);
            } else {
                answer(request);
            }
        };
    }
}
