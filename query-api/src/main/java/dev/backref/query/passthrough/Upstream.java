package dev.backref.query.passthrough;

import java.net.URI;

/**
 * A registry that requests are handed through to. It has no credentials, so that none can be used for a caller.
 *
 * @param name in the paths here
 * @param url where its {@code /v2/} stands; http or https, without a path
 */
public record Upstream(String name, URI url) {
    public Upstream {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException("not the http or https URL of a host: \"" + url + "\"");
        }
    }

    boolean secure() {
        return "https".equals(url.getScheme());
    }

    int port() {
        int ofScheme = secure() ? 443 : 80;
        return url.getPort() < 0 ? ofScheme : url.getPort();
    }
}
