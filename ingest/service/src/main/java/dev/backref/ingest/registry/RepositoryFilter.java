package dev.backref.ingest.registry;

import com.google.re2j.Pattern;
import dev.backref.ingest.contract.Location;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which repositories of a registry are swept: those with one of these names, or that one of these globs fits. In a glob,
 * {@code *} stands for anything within a component of a name, {@code **} for anything, {@code ?} for one character of a
 * component.
 */
public final class RepositoryFilter {
    /** All that are found. */
    public static final RepositoryFilter ALL = new RepositoryFilter(List.of(), Optional.empty());

    private final List<String> names;
    private final List<Pattern> globs;
    private final boolean all;
    private final List<String> entries;
    private final Optional<RepositoryRule> rule;

    private RepositoryFilter(List<String> entries, Optional<RepositoryRule> rule) {
        this.entries = List.copyOf(entries);
        this.rule = rule;
        names = entries.stream()
                .filter(entry -> !isGlob(entry))
                .filter(entry -> rule.isEmpty() || rule.get().accepts(entry))
                .toList();
        globs = entries.stream()
                .filter(RepositoryFilter::isGlob)
                .map(RepositoryFilter::pattern)
                .toList();
        all = entries.isEmpty() && rule.isEmpty();
    }

    /**
     * The filter of these entries; of none of them, all.
     *
     * @throws IllegalArgumentException quoting an entry that is neither a repository's name nor a glob
     */
    public static RepositoryFilter of(List<String> entries) {
        entries.forEach(RepositoryFilter::entry);
        return new RepositoryFilter(entries, Optional.empty());
    }

    /**
     * The same entry.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static String entry(String entry) {
        if (!Location.isRepositoryName(entry.replaceAll("[*?]+", "a"))) {
            throw new IllegalArgumentException("is no repository name, nor a glob of one");
        }
        return entry;
    }

    /** The same, without what a rule leaves out. */
    public RepositoryFilter within(RepositoryRule other) {
        return other.isAll() ? this : new RepositoryFilter(entries, Optional.of(other));
    }

    /** Whether every repository is meant. */
    public boolean isAll() {
        return all;
    }

    /** The names that are no globs: these repositories are looked into, whether or not anything lists them. */
    public List<String> names() {
        return names;
    }

    public boolean accepts(String repository) {
        // RE2 takes time in proportion to the name, whatever the glob is.
        return rule.filter(each -> !each.accepts(repository)).isEmpty()
                && (entries.isEmpty()
                        || names.contains(repository)
                        || globs.stream().anyMatch(glob -> glob.matches(repository)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RepositoryFilter filter && toString().equals(filter.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return names + " " + globs.stream().map(Pattern::pattern).collect(Collectors.joining(" "))
                + rule.map(each -> " within " + each).orElse("");
    }

    private static boolean isGlob(String entry) {
        return entry.indexOf('*') >= 0 || entry.indexOf('?') >= 0;
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
