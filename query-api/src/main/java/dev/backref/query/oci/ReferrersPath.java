package dev.backref.query.oci;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A path {@code /v2/<registry>/<repository>/referrers/<digest>}, taken apart but not yet believed. It is read as it came:
 * each segment is decoded once, and none of them can become two.
 */
record ReferrersPath(String registry, String repository, String digest) {
    private static final int SHORTEST = 4;
    private static final String WORD = "referrers";

    /** Reads the raw path behind {@code /v2/}; empty when it asks for something else. */
    static Optional<ReferrersPath> read(String behindV2) {
        List<String> segments = Arrays.asList(behindV2.split("/", -1));
        int last = segments.size() - 1;
        if (segments.size() < SHORTEST || !segments.get(last - 1).equals(WORD)) {
            return Optional.empty();
        }
        return Optional.of(new ReferrersPath(
                decode(segments.get(0)),
                String.join(
                        "/",
                        segments.subList(1, last - 1).stream()
                                .map(ReferrersPath::decode)
                                .toList()),
                decode(segments.get(last))));
    }

    /** Text that cannot be decoded, or hides a slash, stays as it is, and then fits no grammar. */
    private static String decode(String segment) {
        try {
            String decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            return decoded.indexOf('/') < 0 ? decoded : segment;
        } catch (IllegalArgumentException malformed) {
            return segment;
        }
    }
}
