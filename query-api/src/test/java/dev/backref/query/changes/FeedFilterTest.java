package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.StrictSchema;
import dev.backref.ingest.contract.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeedFilterTest {
    private static final ContentFilter SBOMS = new ContentFilter(Set.of(Kind.SBOM), Set.of(), Map.of());
    private static final ContentFilter SIGNATURES = new ContentFilter(Set.of(Kind.SIGNATURE), Set.of(), Map.of());
    private static final ContentFilter OF_TYPE = new ContentFilter(Set.of(), Set.of("t"), Map.of());
    private static final ContentFilter ANNOTATED = new ContentFilter(Set.of(), Set.of(), Map.of("text", Set.of("x")));

    @Test
    void goesByKindsPredicateTypesAndAnnotations() {
        FeedEvent event = event(Samples.large("one", 0, "x"));
        assertThat(passes(ContentFilter.NONE, event)).isTrue();
        assertThat(passes(SBOMS, event)).isTrue();
        assertThat(passes(SIGNATURES, event)).isFalse();
        assertThat(passes(OF_TYPE, event)).isFalse();
        assertThat(passes(ANNOTATED, event)).isTrue();
        assertThat(passes(ANNOTATED, event(Samples.large("one", 0, "y")))).isFalse();
        assertThat(passes(ANNOTATED, event(Samples.change("one", 0)))).isFalse();
    }

    /** Whoever follows what is of a kind holds it for that until he hears that it is not. */
    @Test
    void letsThroughWhatWasMeantBefore() {
        FeedEvent event = event(Samples.updated(Samples.change("one", 0), Kind.SIGNATURE));
        assertThat(passes(SBOMS, event)).isTrue();
        assertThat(passes(SIGNATURES, event)).isTrue();
        ContentFilter reviews = new ContentFilter(Set.of(Kind.REVIEW), Set.of(), Map.of());
        assertThat(passes(reviews, event)).isFalse();
    }

    @Test
    void hidesNothingOfWhichTheAnnotationsWereLeftOut() {
        ObjectNode json = Json.read(Samples.change("one", 0).toJson(), ObjectNode.class);
        ((ObjectNode) json.path("data")).putArray("omitted").add(Change.Data.ANNOTATIONS);
        FeedEvent event = FeedEvent.read(0, 0, Json.write(json));
        assertThat(passes(ANNOTATED, event)).isTrue();
        assertThat(passes(SIGNATURES, event)).isFalse();
    }

    @Test
    void hidesNothingThatWasWrittenBeforePredicateTypesWereTold() {
        ObjectNode json = Json.read(Samples.change("one", 0).toJson(), ObjectNode.class);
        ((ObjectNode) json.path("data")).remove("predicateTypes");
        assertThat(passes(OF_TYPE, FeedEvent.read(0, 0, Json.write(json)))).isTrue();
    }

    @Test
    void isCountedInWhatAnEventTakesInMemory() {
        int small = event(Samples.change("one", 0)).size();
        assertThat(event(Samples.large("one", 0, "x".repeat(1_000))).size()).isGreaterThan(small + 3 * 1_000);
    }

    private static boolean passes(ContentFilter content, FeedEvent event) {
        return new FeedFilter(Optional.empty(), Optional.empty(), Set.of(), content, Optional.empty(), Optional.empty())
                .passes(event);
    }

    /** The topic's schema, as the API changes it. */
    @Test
    void writesWhatThePublishedSchemaAllows() {
        for (boolean others : List.of(true, false)) {
            String json = event(Samples.updated(Samples.change("one", 0), Kind.SIGNATURE))
                    .json(others);
            assertThat(StrictSchema.faults(json.getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        }
    }

    private static FeedEvent event(Change change) {
        return FeedEvent.read(0, 0, change.toJson());
    }
}
