package dev.backref.launcher.demo;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request path names.
 *
 * @param repository whose name follows the grammar of distribution-spec §Pulling manifests; empty for the whole registry
 * @param last what follows the resource's name: a tag, a digest or an upload's id, as it was sent; empty without one
 */
record Target(Resource resource, String repository, String last) {
    private static final int LONGEST_NAME = 255;
    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern NAME = Pattern.compile(PART + "(?:/" + PART + ")*");

    /** The resources, in the order in which they are tried: an upload's path has the form of a blob's too. */
    enum Resource {
        REGISTRY("/v2/?"),
        CATALOG("/v2/_catalog"),
        TAGS("/v2/(?<name>.+)/tags/list"),
        UPLOADS("/v2/(?<name>.+)/blobs/uploads/?"),
        UPLOAD("/v2/(?<name>.+)/blobs/uploads/(?<last>[^/]+)"),
        BLOB("/v2/(?<name>.+)/blobs/(?<last>[^/]+)"),
        MANIFEST("/v2/(?<name>.+)/manifests/(?<last>[^/]+)");

        private final Pattern path;

        Resource(String path) {
            this.path = Pattern.compile(path);
        }

        private boolean inRepository() {
            return this != REGISTRY && this != CATALOG;
        }

        private boolean hasLast() {
            return this == UPLOAD || this == BLOB || this == MANIFEST;
        }
    }

    /**
     * Reads a raw request path; empty when there is no such resource.
     *
     * @throws Refusal when the repository's name breaks the grammar
     */
    static Optional<Target> parse(String rawPath) {
        String path = decoded(rawPath);
        for (Resource resource : Resource.values()) {
            Matcher match = resource.path.matcher(path);
            if (match.matches()) {
                return Optional.of(new Target(
                        resource,
                        resource.inRepository() ? name(match.group("name")) : "",
                        resource.hasLast() ? match.group("last") : ""));
            }
        }
        return Optional.empty();
    }

    /** Whether this is the name of a repository. */
    static boolean isName(String value) {
        return value.length() <= LONGEST_NAME && NAME.matcher(value).matches();
    }

    private static String name(String value) {
        if (!isName(value)) {
            throw new Refusal(ErrorCode.NAME_INVALID, "not a repository name: \"" + value + "\"");
        }
        return value;
    }

    private static String decoded(String rawPath) {
        try {
            return URLDecoder.decode(rawPath.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(ErrorCode.NAME_INVALID, "not a path: \"" + rawPath + "\"");
        }
    }
}
