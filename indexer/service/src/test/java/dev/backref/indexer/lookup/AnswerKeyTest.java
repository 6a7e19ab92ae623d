package dev.backref.indexer.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerKeyTest {
    private static final Digest ONE = Digest.sha256(new byte[] {1});
    private static final Digest OTHER = Digest.sha256(new byte[] {2});
    private static final Location APP = new Location("local", "app");
    private static final Ask ASK = new Ask(Caller.ANYONE, Instant.EPOCH, Optional.empty());

    /** Texts that callers choose, some of them as another question would be written. */
    private static final List<Optional<String>> TEXTS =
            List.of(Optional.empty(), Optional.of(""), Optional.of("-"), Optional.of("0:"), Optional.of("1:-0:"));

    private static final List<Set<String>> TYPES =
            List.of(Set.of(), Set.of(""), Set.of("a"), Set.of("a", ""), Set.of("a1:b"), Set.of("a", "b"));

    @Test
    void differsForEveryQuestion() {
        List<String> keys = new ArrayList<>();
        for (Digest subject : List.of(ONE, OTHER)) {
            for (Set<String> types : TYPES) {
                TEXTS.forEach(text -> add(keys, subject, types, text));
            }
        }
        assertThat(keys).doesNotHaveDuplicates().hasSize(2 * TYPES.size() * TEXTS.size() * (2 + 5 * TEXTS.size()));
    }

    private static void add(List<String> keys, Digest subject, Set<String> types, Optional<String> text) {
        keys.add(AnswerKey.of(new LocationQuery(APP, subject, types, text, 1, ASK)));
        keys.add(AnswerKey.of(new LocationQuery(new Location("local", "app2"), subject, types, text, 12, ASK)));
        for (Optional<String> registry : TEXTS) {
            SubjectQuery.Filter filter = new SubjectQuery.Filter(types, registry, text);
            for (SubjectQuery.Scope scope : SubjectQuery.Scope.values()) {
                keys.add(AnswerKey.of(new SubjectQuery(subject, filter, scope, Optional.empty(), 1, ASK)));
            }
            keys.add(AnswerKey.of(new SubjectQuery(subject, filter, Optional.of("1"), 1, ASK)));
        }
    }

    @Test
    void differsForEveryContent() {
        List<ContentFilter> contents = List.of(
                ContentFilter.NONE,
                new ContentFilter(Set.of(Kind.SBOM), Set.of(), Map.of()),
                new ContentFilter(Set.of(Kind.SBOM, Kind.VEX), Set.of(), Map.of()),
                new ContentFilter(Set.of(), Set.of("sbom"), Map.of()),
                new ContentFilter(Set.of(), Set.of("sbom", "vex"), Map.of()),
                new ContentFilter(Set.of(), Set.of(), Map.of("sbom", Set.of())),
                new ContentFilter(Set.of(), Set.of(), Map.of("sbom", Set.of("vex"))),
                new ContentFilter(Set.of(), Set.of(), Map.of("sbom", Set.of("a", "b"))),
                new ContentFilter(Set.of(), Set.of(), Map.of("sbom", Set.of("a"), "vex", Set.of("b"))),
                ContentFilter.NONE.since(Instant.EPOCH),
                ContentFilter.NONE.since(Instant.EPOCH.plusMillis(1)));
        assertThat(contents.stream()
                        .map(content -> new SubjectQuery.Filter(Set.of(), Set.of(), Optional.empty(), content))
                        .map(filter -> AnswerKey.of(new SubjectQuery(ONE, filter, Optional.empty(), 1, ASK))))
                .doesNotHaveDuplicates()
                .hasSize(contents.size());
    }

    @Test
    void isOneForEveryoneWhoAsksTheSame() {
        Ask other = new Ask(Caller.ANYONE, Instant.MAX, Optional.of(new Position(1, 0, 7, Instant.EPOCH)));
        assertThat(AnswerKey.of(new LocationQuery(APP, ONE, Set.of(), Optional.empty(), 1, other)))
                .isEqualTo(AnswerKey.of(new LocationQuery(APP, ONE, Set.of(), Optional.empty(), 1, ASK)));
    }
}
