package dev.backref.query;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A path {@code /v2/<registry>/<repository>/<endpoint>/<reference>}, taken apart but not yet believed. It is read as it
 * came: each segment is decoded once, and none of them can become two.
 *
 * @param reference what stands behind the endpoint's word
 */
public record OciPath(String registry, String repository, Endpoint endpoint, String reference) {
    private static final String ROOT = "/v2/";
    private static final int SHORTEST = 4;

    /** What can be read of a repository; a name, in lower case, is the word in the path. */
    public enum Endpoint {
        REFERRERS,
        MANIFESTS,
        BLOBS,
        TAGS;

        private static Optional<Endpoint> of(String word) {
            return Arrays.stream(values())
                    .filter(endpoint -> endpoint.word().equals(word))
                    .findFirst();
        }

        /** As it stands in a path. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads a raw path; empty when it asks for something else. The router has resolved dots and double slashes: a path
     * that lies below {@code /v2/} only since then is none of these.
     */
    public static Optional<OciPath> read(String path) {
        if (!path.startsWith(ROOT)) {
            return Optional.empty();
        }
        List<String> segments = Arrays.asList(path.substring(ROOT.length()).split("/", -1));
        int last = segments.size() - 1;
        if (segments.size() < SHORTEST) {
            return Optional.empty();
        }
        List<String> repository = segments.subList(1, last - 1);
        return Endpoint.of(segments.get(last - 1))
                .map(endpoint -> new OciPath(
                        decode(segments.get(0)),
                        String.join(
                                "/", repository.stream().map(OciPath::decode).toList()),
                        endpoint,
                        decode(segments.get(last))));
    }

    /** Text that cannot be decoded, or hides a slash, stays as it is, and then fits no grammar. */
    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment; // A plus sign is one in a path.
        }
        try {
            String decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            return decoded.indexOf('/') < 0 ? decoded : segment;
        } catch (IllegalArgumentException malformed) {
            return segment;
        }
    }
}
