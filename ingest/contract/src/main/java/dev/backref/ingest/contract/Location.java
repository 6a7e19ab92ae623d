package dev.backref.ingest.contract;

/**
 * A repository in a configured registry. Referrers belong to a location: the specifications know none across
 * repositories.
 *
 * @param registry the configured short name: one lower-case OCI name component, never {@code all}
 * @param repository the name inside the registry, in the grammar of distribution-spec §Pulling manifests
 */
public record Location(String registry, String repository) implements Comparable<Location> {
    static final int LONGEST_REPOSITORY = 255;
    private static final int LONGEST_REGISTRY = 64;

    public Location {
        if (!isRegistryName(registry)) {
            throw new IllegalArgumentException("not a registry name: \"" + registry + "\"");
        }
        if (!isRepositoryName(repository)) {
            throw new IllegalArgumentException("not a repository name: \"" + repository + "\"");
        }
    }

    /**
     * Reads {@code registry/repository}, as {@link #toString()} writes it.
     *
     * @throws IllegalArgumentException quoting the value when it is not a location
     */
    public static Location parse(String value) {
        int slash = value.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a location: \"" + value + "\"");
        }
        return new Location(value.substring(0, slash), value.substring(slash + 1));
    }

    /** Whether a configured registry may have this name. */
    public static boolean isRegistryName(String value) {
        return value.length() <= LONGEST_REGISTRY
                && value.indexOf('/') < 0
                && areComponents(value)
                && !value.equals("all");
    }

    /** Whether the distribution-spec's grammar allows this repository name. */
    public static boolean isRepositoryName(String value) {
        return value.length() <= LONGEST_REPOSITORY && areComponents(value);
    }

    /** Words of small letters and digits between separators. Read by hand, because every request and row names one. */
    private static boolean areComponents(String value) {
        int at = 0;
        while (true) {
            int end = wordEnd(value, at);
            if (end == at || end == value.length()) {
                return end > at;
            }
            at = separatorEnd(value, end);
            if (at == end) {
                return false;
            }
        }
    }

    private static int wordEnd(String value, int start) {
        int at = start;
        while (at < value.length() && isLetterOrDigit(value.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isLetterOrDigit(char each) {
        return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9');
    }

    /** The end of one slash, dot, or one or two underscores, or any hyphens; the start where there are none. */
    private static int separatorEnd(String value, int start) {
        return switch (value.charAt(start)) {
            case '/', '.' -> start + 1;
            case '_' -> value.startsWith("__", start) ? start + 2 : start + 1;
            case '-' -> hyphensEnd(value, start);
            default -> start;
        };
    }

    private static int hyphensEnd(String value, int start) {
        int at = start;
        while (at < value.length() && value.charAt(at) == '-') {
            at++;
        }
        return at;
    }

    @Override
    public int compareTo(Location other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return registry + "/" + repository;
    }
}
