package dev.backref.query.passthrough;

import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;

/**
 * A registry that requests are handed through to. It has no credentials, so that none can be used for a caller.
 *
 * @param name in the paths here
 * @param url where its {@code /v2/} stands; http or https, without a path
 * @param way to it
 */
public record Upstream(String name, URI url, Way way) {
    public Upstream {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException("not the http or https URL of a host: \"" + url + "\"");
        }
    }

    /** One that needs no proxy, and has a certificate that Java trusts. */
    public Upstream(String name, URI url) {
        this(name, url, (options, connect) -> options);
    }

    /** Whom to trust there, and through whom to go. */
    @FunctionalInterface
    public interface Way {
        /**
         * The same request, sent on this way.
         *
         * @param options with host, port and whether it is TLS
         * @param connect the longest time for each step before there is a connection
         */
        RequestOptions over(RequestOptions options, Duration connect);
    }

    boolean secure() {
        return "https".equals(url.getScheme());
    }

    int port() {
        int ofScheme = secure() ? 443 : 80;
        return url.getPort() < 0 ? ofScheme : url.getPort();
    }
}
