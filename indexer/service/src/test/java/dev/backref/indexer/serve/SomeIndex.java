package dev.backref.indexer.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.contract.Relation.Direction;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.Verification;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers by the repository's name. */
final class SomeIndex implements SubjectIndex {
    static final EdgesAnswer.Place PLACE = new EdgesAnswer.Place(
            LookupsResourceTest.digest("s"), LookupsResourceTest.digest("r"), Location.parse("local/app"));

    /** One of an edge whose cause is not known, and that has all that can be left out otherwise. */
    static final EdgesAnswer EDGES = new EdgesAnswer(
            LookupsResourceTest.POSITION,
            ServedBy.STANDBY,
            List.of(new EdgesAnswer.Edge(
                    new Change.Data(
                            new Change.SubjectRef(PLACE.subject()),
                            new Descriptor("m/m", PLACE.referrer(), 7, Optional.of("a/b"), Map.of("a", "b")),
                            List.of(Change.Data.PREDICATE_TYPES),
                            Set.of(Kind.SBOM),
                            Optional.empty(),
                            Optional.empty(),
                            Set.of(Form.SUBJECT_FIELD, Form.REFERRERS_TAG),
                            Set.of(Form.REFERRERS_TAG),
                            PLACE.location(),
                            Optional.empty(),
                            Instant.EPOCH,
                            Instant.EPOCH,
                            List.of(),
                            Optional.empty(),
                            true,
                            "not-checked",
                            List.of(new Verification(
                                    "gate",
                                    "1",
                                    Verification.Outcome.PASSED,
                                    Set.of(Kind.SBOM),
                                    Optional.of("who"),
                                    "how",
                                    Instant.EPOCH)),
                            LookupsResourceTest.POSITION),
                    true)),
            Optional.of(PLACE));

    @Override
    public CompletionStage<EdgesAnswer> edges(EdgesQuery query) {
        assertThat(query.partition()).isEqualTo(3);
        assertThat(query.subject()).contains(PLACE.subject());
        assertThat(query.filter().content()).isEqualTo(LookupsResourceTest.CONTENT);
        assertThat(query.after()).contains(PLACE);
        assertThat(query.ask().atLeast()).contains(LookupsResourceTest.POSITION);
        return CompletableFuture.completedStage(EDGES);
    }

    @Override
    public CompletionStage<RelationsAnswer> relations(RelationsQuery query) {
        assertThat(query.direction()).isEqualTo(Direction.IN);
        assertThat(query.after()).contains("c");
        return CompletableFuture.completedStage(LookupsResourceTest.RELATIONS);
    }

    @Override
    public CompletionStage<PlacesAnswer> places(PlacesQuery query) {
        return CompletableFuture.completedStage(LookupsResourceTest.PLACES);
    }

    @Override
    public CompletionStage<ChecksAnswer> checks(ChecksQuery query) {
        return CompletableFuture.completedStage(LookupsResourceTest.CHECKS);
    }

    @Override
    public CompletionStage<LocationAnswer> referrers(LocationQuery query) {
        return switch (query.location().repository()) {
            case "known" -> CompletableFuture.supplyAsync(() -> LookupsResourceTest.AT_LOCATION);
            case "moving" -> CompletableFuture.failedStage(new IndexUnavailable("moving", Duration.ofSeconds(2)));
            case "odd" -> CompletableFuture.failedStage(new IllegalArgumentException("not a cursor: \"x\""));
            default -> CompletableFuture.failedStage(new IllegalStateException("broken"));
        };
    }

    @Override
    public CompletionStage<SubjectAnswer> subject(SubjectQuery query) {
        assertThat(query.ask().atLeast()).contains(LookupsResourceTest.POSITION);
        assertThat(query.filter().registries()).containsExactlyInAnyOrder("local", "mirror");
        assertThat(query.filter().content()).isEqualTo(LookupsResourceTest.CONTENT);
        assertThat(query.scope()).isEqualTo(SubjectQuery.Scope.HOMES);
        return CompletableFuture.completedStage(LookupsResourceTest.subjectAnswer(query.subject()));
    }
}
