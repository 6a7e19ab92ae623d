package dev.backref.ingest.sweep;

import dev.backref.ingest.registry.RepositoryFilter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The repositories of a registry that a pass goes through, in the order of their names: all that were found, each once. */
final class Repositories implements AutoCloseable {
    private static final int READ_AT_ONCE = 500;

    private final Optional<SortedLines> listed;
    private final TreeSet<String> others;
    private final RepositoryFilter filter;
    private List<String> ahead = List.of();
    private String from = "";
    private Optional<String> latest = Optional.empty();

    /**
     * @param listed by the registry, if it does
     * @param others that are known otherwise
     */
    Repositories(Optional<SortedLines> listed, Iterable<String> others, RepositoryFilter filter) {
        this.listed = listed;
        this.others = new TreeSet<>(filter.names());
        this.filter = filter;
        others.forEach(this.others::add);
    }

    /** At most so many of them behind this one. */
    List<String> after(String name, int most) {
        List<String> found = new ArrayList<>();
        String reached = name;
        while (found.size() < most) {
            Optional<String> next = next(reached);
            if (next.isEmpty()) {
                return found;
            }
            reached = next.get();
            if (filter.accepts(reached)) {
                found.add(reached);
            }
        }
        return found;
    }

    /** Whether the registry itself lists this one, which was the last to be given. */
    boolean lists(String repository) {
        return latest.equals(Optional.of(repository));
    }

    private Optional<String> next(String name) {
        Optional<String> other = Optional.ofNullable(others.higher(name));
        Optional<String> line = line(name);
        latest = line;
        return line.isPresent()
                        && other.filter(each -> each.compareTo(line.get()) < 0).isEmpty()
                ? line
                : other;
    }

    /** The listed one behind this: calls come in ascending order, so what was read ahead mostly has it. */
    private Optional<String> line(String name) {
        if (listed.isEmpty()) {
            return Optional.empty();
        }
        if (ahead.isEmpty()
                || name.compareTo(from) < 0
                || ahead.get(ahead.size() - 1).compareTo(name) <= 0) {
            from = name;
            ahead = listed.get().after(name, READ_AT_ONCE);
        }
        int at = Collections.binarySearch(ahead, name);
        int next = at < 0 ? -at - 1 : at + 1;
        return next < ahead.size() ? Optional.of(ahead.get(next)) : Optional.empty();
    }

    @Override
    public void close() {
        listed.ifPresent(SortedLines::close);
    }
}
