package dev.backref.ingest.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.ListedSource;
import dev.backref.ingest.contract.LocationSignal.Listing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What is in listings, and what is handed on of them. */
final class Pieces {
    private Pieces() {}

    /** The lines of so many tags. */
    static List<String> tags(int count) {
        return IntStream.range(0, count)
                .mapToObj(tag -> ":t%06d".formatted(tag))
                .toList();
    }

    /** A listing of these lines. */
    static Listed.All all(Iterable<String> lines, Basis basis) {
        try (SortedLines.Collector collector = new SortedLines.Collector(Path.of("unused"), 10_000)) {
            lines.forEach(collector::add);
            return new Listed.All(collector.sorted(), basis);
        }
    }

    /** What the pieces of the one sweep of a repository show together, once it is checked that they fit. */
    static List<String> together(List<Listing> pieces) {
        List<String> all = new ArrayList<>();
        String after = "";
        for (int number = 0; number < pieces.size(); number++) {
            Listing piece = pieces.get(number);
            assertThat(piece.number()).isEqualTo(number);
            assertThat(piece.sweep()).isEqualTo(pieces.get(0).sweep());
            assertThat(piece.after()).isEqualTo(after);
            assertThat(piece.upTo().isEmpty()).isEqualTo(number == pieces.size() - 1);
            after = piece.upTo().orElse("");
            piece.sources().stream().map(ListedSource::line).forEach(all::add);
        }
        assertThat(pieces).isNotEmpty();
        return all;
    }
}
