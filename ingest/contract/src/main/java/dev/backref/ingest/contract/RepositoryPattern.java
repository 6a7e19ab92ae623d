package dev.backref.ingest.contract;

import com.google.re2j.Pattern;
import java.util.Optional;

/**
 * A repository's name, or a glob of names: {@code *} stands for anything within a component of a name, {@code **} for
 * anything, {@code ?} for one character of a component.
 */
public final class RepositoryPattern {
    private final String text;
    private final Optional<Pattern> glob;

    private RepositoryPattern(String text) {
        this.text = text;
        this.glob = isGlob(text) ? Optional.of(pattern(text)) : Optional.empty();
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static RepositoryPattern parse(String text) {
        if (!Location.isRepositoryName(text.replaceAll("[*?]+", "a"))) {
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
        // RE2 takes time in proportion to the name, whatever the glob is.
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

    private static Pattern pattern(String glob) {
        StringBuilder pattern = new StringBuilder();
        for (int at = 0; at < glob.length(); at++) {
            if (glob.startsWith("**", at)) {
                pattern.append(".*");
                at++;
            } else {
                pattern.append(expression(glob.charAt(at)));
            }
        }
        return Pattern.compile(pattern.toString());
    }

    private static String expression(char each) {
        return switch (each) {
            case '*' -> "[^/]*";
            case '?' -> "[^/]";
            default -> Pattern.quote(String.valueOf(each));
        };
    }
}
