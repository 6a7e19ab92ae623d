package dev.backref.ingest.registry;

import dev.backref.ingest.contract.RepositoryPattern;
import java.util.List;
import java.util.Optional;

/** Which repositories of a registry are swept: those with one of these names, or that one of these globs fits. */
public final class RepositoryFilter {
    /** All that are found. */
    public static final RepositoryFilter ALL = new RepositoryFilter(List.of(), Optional.empty());

    private final List<String> names;
    private final List<RepositoryPattern> globs;
    private final boolean all;
    private final List<RepositoryPattern> entries;
    private final Optional<RepositoryRule> rule;

    private RepositoryFilter(List<RepositoryPattern> entries, Optional<RepositoryRule> rule) {
        this.entries = List.copyOf(entries);
        this.rule = rule;
        names = entries.stream()
                .flatMap(entry -> entry.name().stream())
                .filter(name -> rule.isEmpty() || rule.get().accepts(name))
                .toList();
        globs = entries.stream().filter(entry -> entry.name().isEmpty()).toList();
        all = entries.isEmpty() && rule.isEmpty();
    }

    /**
     * The filter of these entries; of none of them, all.
     *
     * @throws IllegalArgumentException when an entry is neither a repository's name nor a glob
     */
    public static RepositoryFilter of(List<String> entries) {
        return new RepositoryFilter(
                entries.stream().map(RepositoryPattern::parse).toList(), Optional.empty());
    }

    /**
     * The same entry.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static String entry(String entry) {
        return RepositoryPattern.parse(entry).toString();
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
        return names + " " + globs + rule.map(each -> " within " + each).orElse("");
    }
}
