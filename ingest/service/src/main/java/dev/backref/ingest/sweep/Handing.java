package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.ListedSource;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.sweep.SweepRow.Going;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Hands on what was listed at a location, a piece at a time. */
final class Handing implements AutoCloseable {
    private final SortedLines lines;
    private String line;

    /**
     * @param after the name up to which all was handed on before
     */
    Handing(SortedLines lines, String after) {
        this.lines = lines;
        this.line = after;
    }

    /** Hands on the next piece, and gives how far the sweep is then; absent when it was the last one. */
    Optional<Going> step(Location location, Going going, Consumer<LocationSignal> out) {
        List<String> some = lines.after(line, Listing.MOST_SOURCES);
        List<ListedSource> sources = new ArrayList<>();
        String last = going.after();
        for (String each : some) {
            ListedSource source = ListedSource.parse(each);
            if (source.name().compareTo(last) > 0) {
                sources.add(source);
                last = source.name();
            } else if (!sources.isEmpty() && source.name().equals(last)) {
                sources.add(one(sources.remove(sources.size() - 1), source));
            }
        }
        boolean over = some.size() < Listing.MOST_SOURCES;
        Optional<String> upTo = over ? Optional.empty() : Optional.of(last);
        out.accept(new Listing(location, going.sweep(), going.next(), going.after(), upTo, sources));
        if (over) {
            return Optional.empty();
        }
        line = some.get(some.size() - 1);
        return Optional.of(going.reached(last));
    }

    /**
     * What stands there twice was listed in two ways, of which only one tells where a tag points, or moved meanwhile: then
     * only a look can tell.
     */
    private static ListedSource one(ListedSource first, ListedSource second) {
        return first.target().isEmpty() ? second : new ListedSource(second.name(), Optional.empty());
    }

    @Override
    public void close() {
        lines.close();
    }
}
