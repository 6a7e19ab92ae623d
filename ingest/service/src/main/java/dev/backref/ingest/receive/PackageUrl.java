package dev.backref.ingest.receive;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * A package URL, as far as it names an image (purl-spec, types {@code oci} and {@code docker}).
 *
 * @param type in lower case
 * @param image with its host, where the qualifier {@code repository_url} says that
 */
record PackageUrl(String type, ImageName image) {
    private static final String SCHEME = "pkg:";
    private static final String DOCKER_HUB = "docker.io";

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is none, or an image of which no registry can be told
     */
    static PackageUrl parse(String text) {
        int slash = text.indexOf('/');
        if (!text.startsWith(SCHEME) || slash < 0) {
            throw new IllegalArgumentException("not a package URL: " + EventFields.quote(text));
        }
        String type = text.substring(SCHEME.length(), slash).toLowerCase(Locale.ROOT);
        return new PackageUrl(
                type, isImage(type) ? image(type, text.substring(slash + 1)) : new ImageName("", "", "", ""));
    }

    /** Whether it names an image at all. */
    boolean isImage() {
        return isImage(type);
    }

    private static boolean isImage(String type) {
        return Set.of("oci", "docker").contains(type);
    }

    private static ImageName image(String type, String rest) {
        String bare = before(rest, '#');
        String query = after(bare, '?');
        String path = before(bare, '?');
        String name = decoded(before(path, '@'));
        String version = decoded(after(path, '@'));
        String url = qualifier(query, "repository_url");
        boolean byDigest = version.contains(":");
        String tag = byDigest || version.isEmpty() ? qualifier(query, "tag") : version;
        String digest = byDigest ? version : "";
        ImageName repository = type.equals("oci") ? ofOci(url, name) : ofDocker(url, name);
        return new ImageName(repository.host(), repository.repository(), tag, digest);
    }

    /** Its {@code repository_url} has the whole path; some leave out the name. */
    private static ImageName ofOci(String url, String name) {
        ImageName repository = ImageName.of(url);
        if (repository.host().isEmpty()) {
            throw new IllegalArgumentException("names no registry by its repository_url: pkg:oci/" + name);
        }
        String path = repository.repository();
        boolean whole = path.equals(name) || path.endsWith("/" + name);
        return ImageName.of(repository.host() + "/" + path + (whole ? "" : "/" + name));
    }

    private static ImageName ofDocker(String url, String name) {
        String host = before(ImageName.of(url + "/").host(), '/');
        return ImageName.of(
                host.isEmpty() || host.equals(DOCKER_HUB)
                        ? DOCKER_HUB + "/" + (name.contains("/") ? name : "library/" + name)
                        : host + "/" + name);
    }

    private static String qualifier(String query, String key) {
        for (String each : query.split("&", -1)) {
            if (each.startsWith(key + "=")) {
                return decoded(each.substring(key.length() + 1));
            }
        }
        return "";
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("no percent-encoded text: " + EventFields.quote(text), malformed);
        }
    }

    private static String before(String text, char mark) {
        return text.indexOf(mark) < 0 ? text : text.substring(0, text.indexOf(mark));
    }

    private static String after(String text, char mark) {
        return text.indexOf(mark) < 0 ? "" : text.substring(text.indexOf(mark) + 1);
    }
}
