package dev.backref.query.passthrough;

import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses in a registry's answer, as they hold for the caller: what is relative there is not relative here.
 *
 * @param asked at the registry
 * @param here gives the path here of a path there, where there is one
 */
record Addresses(URI asked, Function<String, Optional<String>> here) {
    private static final Pattern LINK = Pattern.compile("\\s*<([^>]*)>(.*)", Pattern.DOTALL);

    /**
     * Where a redirect leads, absolute (RFC 9110 §10.2.2); the caller goes there by itself, and so without what it
     * sends to Backref.
     *
     * @throws IllegalArgumentException when it leads to no HTTP address
     */
    String location(String given) {
        URI target = asked.resolve(given);
        boolean http = "http".equalsIgnoreCase(target.getScheme()) || "https".equalsIgnoreCase(target.getScheme());
        if (!http || target.getRawAuthority() == null) {
            throw new IllegalArgumentException("a redirect to no HTTP address");
        }
        return target.toString();
    }

    /** A link to the next page: here, because clients refuse another origin (RFC 8288); any other stays, absolute. */
    String link(String given) {
        Matcher parts = LINK.matcher(given);
        if (!parts.matches()) {
            return given;
        }
        try {
            return "<" + target(asked.resolve(parts.group(1))) + ">" + parts.group(2);
        } catch (IllegalArgumentException notAnAddress) {
            return given;
        }
    }

    private String target(URI there) {
        String query = there.getRawQuery() == null ? "" : "?" + there.getRawQuery();
        return here.apply(there.getPath()).map(path -> path + query).orElse(there.toString());
    }
}
