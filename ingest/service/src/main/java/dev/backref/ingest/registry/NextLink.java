package dev.backref.ingest.registry;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the {@code rel="next"} among {@code Link} headers (RFC 8288 §3; distribution-spec §Listing Tags). */
final class NextLink {
    private final String text;
    private int at;

    private NextLink(String text) {
        this.text = text;
    }

    /** The target of the first link to a next page, as it stands there. What makes no sense is passed over. */
    static Optional<String> in(List<String> headers) {
        return headers.stream()
                .flatMap(header -> new NextLink(header).find().stream())
                .findFirst();
    }

    /**
     * The address that a target means on a page (RFC 3986 §5.2.2). {@link URI#resolve} alone loses the last segment of
     * the path when only a query is given.
     *
     * @throws IllegalArgumentException when it is no address
     */
    static URI resolve(URI page, String target) {
        URI link = URI.create(target);
        boolean here = link.getScheme() == null
                && link.getRawAuthority() == null
                && link.getRawPath().isEmpty();
        return here && link.getRawQuery() != null
                ? URI.create(Origin.of(page) + page.getRawPath() + "?" + link.getRawQuery())
                : page.resolve(link);
    }

    private Optional<String> find() {
        for (int open = text.indexOf('<', at); open >= 0; open = text.indexOf('<', at)) {
            int close = text.indexOf('>', open);
            if (close < 0) {
                return Optional.empty();
            }
            at = close + 1;
            if (means("next", relation())) {
                return Optional.of(text.substring(open + 1, close));
            }
        }
        return Optional.empty();
    }

    /** The first {@code rel} of this link, which ends at a comma; null where it has none. */
    private @Nullable String relation() {
        String relation = null;
        skip(" \t");
        while (at < text.length() && text.charAt(at) == ';') {
            at++;
            skip(" \t;");
            String name = until(" \t=;,");
            String value = value();
            if (relation == null && name.equalsIgnoreCase("rel")) {
                relation = value;
            }
            skip(" \t");
        }
        return relation;
    }

    private String value() {
        skip(" \t");
        if (at == text.length() || text.charAt(at) != '=') {
            return "";
        }
        at++;
        skip(" \t");
        if (at == text.length() || text.charAt(at) != '"') {
            return until(" \t;,");
        }
        at++;
        String value = until("\"");
        at = Math.min(at + 1, text.length());
        return value;
    }

    private String until(String stops) {
        int from = at;
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private static boolean means(String name, @Nullable String relation) {
        return relation != null && Arrays.stream(relation.split("\\s+")).anyMatch(name::equalsIgnoreCase);
    }
}
