package dev.backref.ingest.registry;

import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Optional;

/**
 * A request to a registry or to a token server.
 *
 * @param kind what it is for, whatever it is redirected to
 * @param url absolute
 * @param accept the header {@code Accept}
 * @param authorization the header {@code Authorization}, meant for the origin of the url and for no other
 * @param body what becomes of the body of an answer 200
 * @param form that is its own body, with a secret in it: it goes to this url and is never redirected
 */
record Ask(
        RequestClass kind,
        HttpMethod method,
        URI url,
        String accept,
        Optional<String> authorization,
        BodyReader body,
        Optional<String> form) {
    /** One without a body. */
    Ask(RequestClass kind, HttpMethod method, URI url, String accept, Optional<String> authorization, BodyReader body) {
        this(kind, method, url, accept, authorization, body, Optional.empty());
    }

    Origin origin() {
        return Origin.of(url);
    }

    Ask authorizedBy(Optional<String> header) {
        return new Ask(kind, method, url, accept, header, body, form);
    }

    /** The same somewhere else; the authorization goes along to the same scheme, host and port alone. */
    Ask redirectedTo(URI target) {
        boolean same = Origin.of(target).equals(origin());
        return new Ask(kind, method, target, accept, same ? authorization : Optional.empty(), body);
    }

    /** The path and query as they go on the wire. */
    String requestUri() {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** For a human. Without the query: that of a storage redirect or of a token request can hold a secret. */
    @Override
    public String toString() {
        return method + " " + origin() + url.getRawPath();
    }
}
