package dev.backref.ingest.contract;

import java.util.regex.Pattern;

/**
 * A repository in a configured registry. Referrers belong to a location: the specifications know none across
 * repositories.
 *
 * @param registry the configured short name: one lower-case OCI name component, never {@code all}
 * @param repository the name inside the registry, in the grammar of distribution-spec §Pulling manifests
 */
public record Location(String registry, String repository) implements Comparable<Location> {
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern REGISTRY = Pattern.compile(COMPONENT);
    private static final Pattern REPOSITORY = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
    private static final int LONGEST_REGISTRY = 64;
    private static final int LONGEST_REPOSITORY = 255;

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
        return value.length() <= LONGEST_REGISTRY && REGISTRY.matcher(value).matches() && !value.equals("all");
    }

    /** Whether the distribution-spec's grammar allows this repository name. */
    public static boolean isRepositoryName(String value) {
        return value.length() <= LONGEST_REPOSITORY && REPOSITORY.matcher(value).matches();
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
