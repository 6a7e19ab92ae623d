package dev.backref.query;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A path {@code /v2/<registry>/<repository>/<endpoint>/<reference>}, taken apart but not yet believed. It is read as it
 * came: each segment is decoded once, and none of them can become two.
 *
 * @param reference what stands behind the endpoint's word
 */
public record OciPath(String registry, String repository, Endpoint endpoint, String reference) {
    private static final String ROOT = "/v2/";
    private static final char ESCAPE = '%';

    /** What can be read of a repository; a name, in lower case, is the word in the path. */
    public enum Endpoint {
        REFERRERS,
        MANIFESTS,
        BLOBS,
        TAGS;

        private static final Map<String, Endpoint> BY_WORD =
                Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Endpoint::word, endpoint -> endpoint));

        private final String word = name().toLowerCase(Locale.ROOT);

        private static Optional<Endpoint> of(String word) {
            return Optional.ofNullable(BY_WORD.get(word));
        }

        /** As it stands in a path. */
        public String word() {
            return word;
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
        int registry = path.indexOf('/', ROOT.length());
        int reference = path.lastIndexOf('/');
        int endpoint = path.lastIndexOf('/', reference - 1);
        if (registry < 0 || endpoint <= registry) {
            return Optional.empty();
        }
        return Endpoint.of(path.substring(endpoint + 1, reference))
                .map(word -> new OciPath(
                        decode(path.substring(ROOT.length(), registry)),
                        decodeAll(path.substring(registry + 1, endpoint)),
                        word,
                        decode(path.substring(reference + 1))));
    }

    private static String decodeAll(String segments) {
        return segments.indexOf(ESCAPE) < 0
                ? segments
                : Arrays.stream(segments.split("/", -1)).map(OciPath::decode).collect(Collectors.joining("/"));
    }

    /** Text that cannot be decoded, or hides a slash, stays as it is, and then fits no grammar. */
    private static String decode(String segment) {
        if (segment.indexOf(ESCAPE) < 0) {
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
