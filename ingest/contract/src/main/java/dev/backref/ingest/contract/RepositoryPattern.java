package dev.backref.ingest.contract;

import java.util.Optional;

/**
 * A repository's name, or a glob of names: {@code *} stands for anything within a component of a name, {@code **} for
 * anything, {@code ?} for one character of a component. A glob is no longer than a name can be.
 */
public final class RepositoryPattern {
    private final String text;
    private final Optional<Glob> glob;

    private RepositoryPattern(String text) {
        this.text = text;
        this.glob = isGlob(text) ? Optional.of(new Glob(text)) : Optional.empty();
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static RepositoryPattern parse(String text) {
        // Any reader of the feed can give one, and whatever it takes is taken for each change.
        if (text.length() > Location.LONGEST_REPOSITORY || !Location.isRepositoryName(text.replaceAll("[*?]+", "a"))) {
            throw new IllegalArgumentException("is no repository name, nor a glob of one");
        }
        return new RepositoryPattern(text);
    }

    /** The name, where it is one and no glob. */
    public Optional<String> name() {
        return glob.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** Whether a repository of this name is meant. */
    public boolean matches(String repository) {
        return glob.map(each -> each.matches(repository)).orElseGet(() -> text.equals(repository));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RepositoryPattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was given. */
    @Override
    public String toString() {
        return text;
    }

    private static boolean isGlob(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }
}
