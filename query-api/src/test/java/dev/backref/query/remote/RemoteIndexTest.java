package dev.backref.query.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Check;
import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.contract.remote.Indexer;
import dev.backref.indexer.contract.remote.Lookup;
import dev.backref.indexer.contract.remote.LookupBatch;
import dev.backref.indexer.contract.remote.LookupReply;
import dev.backref.indexer.contract.remote.LookupReply.Failure;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Topic;
import dev.backref.query.Pages;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RemoteIndexTest {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Digest SUBJECT = digest("subject");
    private static final int PARTITION = Topic.partitionOf(SUBJECT.toString(), PARTITIONS);

    private final Vertx vertx = Vertx.vertx();
    private final Indexers indexers = new Indexers(Clock.systemUTC());
    private final RemoteIndex index =
            new RemoteIndex(PARTITIONS, indexers, vertx, () -> FakeIndexer.SECRET, Clock.systemUTC());

    /** The first lookup of a process loads and compiles for longer than one indexer is waited for. */
    @BeforeAll
    static void warmUp() {
        RemoteIndexTest first = new RemoteIndexTest();
        first.indexers.heard(first.echoing("any").active(PARTITION), 1);
        first.answer();
        first.close();
    }

    @AfterEach
    void close() {
        index.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void asksTheProcessThatWorksThePartitionOff() {
        indexers.heard(echoing("follows").standby(PARTITION), 2);
        indexers.heard(echoing("works").active(PARTITION), 1);
        indexers.heard(echoing("has others").active((PARTITION + 1) % PARTITIONS), 3);
        assertThat(answer().page()).isEqualTo(Pages.of("works"));
    }

    @Test
    void asksTheLatestOfTwoThatClaimAPartition() {
        indexers.heard(echoing("now").active(PARTITION), 2);
        indexers.heard(echoing("before").active(PARTITION), 1);
        assertThat(answer().page()).isEqualTo(Pages.of("now"));
    }

    @Test
    void asksWhoFollowsWhenTheOwnerIsGone() {
        FakeIndexer owner = echoing("gone");
        Indexer announced = owner.active(PARTITION);
        owner.close();
        indexers.heard(announced, 1);
        indexers.heard(echoing("follows").standby(PARTITION), 1);
        assertThat(answer().page()).isEqualTo(Pages.of("follows"));
    }

    @Test
    void asksWhoFollowsWhenTheOwnerHangs() {
        FakeIndexer owner = FakeIndexer.hanging(vertx, "hangs");
        indexers.heard(owner.active(PARTITION), 1);
        indexers.heard(echoing("follows").standby(PARTITION), 1);
        assertThat(answer().page()).isEqualTo(Pages.of("follows"));
        assertThat(answer().page()).isEqualTo(Pages.of("follows"));
        assertThat(owner.batches).as("asked last while it is suspected").hasValue(1);
    }

    @Test
    void waitsForAPartitionThatMoves() {
        Indexer next = echoing("has it now").active(PARTITION);
        FakeIndexer first = new FakeIndexer(vertx, "had it", (number, batch) -> {
            indexers.heard(next, 2);
            return LookupReply.of(number, Failure.unavailable("rebalancing", Duration.ofSeconds(1)));
        });
        indexers.heard(first.active(PARTITION), 1);
        assertThat(answer().page()).isEqualTo(Pages.of("has it now"));
    }

    @Test
    void asksWhereASubjectIsAndWhatCameOfRequestsWhereItsRowsAre() {
        Location app = new Location("local", "app");
        PlacesAnswer places = new PlacesAnswer(List.of(app), false);
        FakeIndexer has = new FakeIndexer(
                vertx,
                "has it",
                (number, batch) -> batch.lookups().get(number) instanceof Lookup.OfChecks asked
                        ? LookupReply.of(number, check(asked.requests().get(0)))
                        : LookupReply.of(number, places));
        indexers.heard(echoing("has others").active((PARTITION + 1) % PARTITIONS), 2);
        indexers.heard(has.active(PARTITION), 1);

        Ask ask = new Ask(Caller.ANYONE, Instant.now().plus(PATIENCE), Optional.empty());
        Filter all = new Filter(Set.of(), Optional.empty(), Optional.empty());
        assertThat(index.places(new PlacesQuery(SUBJECT, all, 5, ask)))
                .succeedsWithin(PATIENCE)
                .isEqualTo(places);
        ChecksQuery.Requested requested = new ChecksQuery.Requested(app, "one");
        assertThat(index.checks(new ChecksQuery(SUBJECT, List.of(requested), ask)))
                .succeedsWithin(PATIENCE)
                .isEqualTo(check(requested));
    }

    private static ChecksAnswer check(ChecksQuery.Requested requested) {
        return new ChecksAnswer(List.of(new Check(
                requested.location(),
                requested.id(),
                Instant.EPOCH,
                Optional.of("throttled"),
                new Position(1, PARTITION, 7, Instant.EPOCH))));
    }

    @Test
    void neverAnswersAnEmptyListWhenNobodyAnswers() {
        assertUnavailable("no indexer has told that it has this part of the index");
        FakeIndexer owner = new FakeIndexer(
                vertx,
                "restores",
                (number, batch) ->
                        LookupReply.of(number, Failure.unavailable("restoring, 3 of 5", Duration.ofSeconds(1))));
        indexers.heard(owner.active(PARTITION), 1);
        assertUnavailable("restoring, 3 of 5");
        indexers.stopped("restores");
        indexers.heard(FakeIndexer.hanging(vertx, "hangs").active(PARTITION), 2);
        assertUnavailable("the indexer of this part does not answer");
    }

    @Test
    void asksNobodyElseWhenTheIndexAsAWholeIsBehind() {
        IndexUnavailable behind = IndexUnavailable.everywhere("the index is behind", Duration.ofSeconds(10));
        FakeIndexer owner =
                new FakeIndexer(vertx, "owner", (number, batch) -> LookupReply.of(number, Failure.of(behind)));
        FakeIndexer other = echoing("follows");
        indexers.heard(owner.active(PARTITION), 1);
        indexers.heard(other.standby(PARTITION), 1);
        assertThatThrownBy(this::answer).cause().isInstanceOfSatisfying(IndexUnavailable.class, told -> {
            assertThat(told.reason()).isEqualTo("the index is behind");
            assertThat(told.retryAfter()).isEqualTo(Duration.ofSeconds(10));
        });
        assertThat(owner.batches).hasValue(1);
        assertThat(other.batches).hasValue(0);
    }

    @Test
    void saysThatACursorIsInvalid() {
        FakeIndexer owner = new FakeIndexer(
                vertx, "owner", (number, batch) -> LookupReply.of(number, Failure.invalid("not a cursor: \"x\"")));
        indexers.heard(owner.active(PARTITION), 1);
        assertThatThrownBy(this::answer)
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasRootCauseMessage("not a cursor: \"x\"");
        assertThat(owner.batches).hasValue(1);
    }

    @Test
    void isRefusedWithoutTheSecret() {
        indexers.heard(echoing("owner").active(PARTITION), 1);
        try (RemoteIndex stranger = new RemoteIndex(PARTITIONS, indexers, vertx, () -> "guessed", Clock.systemUTC())) {
            assertThatThrownBy(() -> stranger.referrers(query(SUBJECT, Duration.ofMillis(300)))
                            .toCompletableFuture()
                            .join())
                    .hasRootCauseInstanceOf(IndexUnavailable.class);
        }
    }

    @Test
    void sendsLookupsTogetherThatComeTogether() {
        FakeIndexer all = new FakeIndexer(
                vertx,
                "all",
                (number, batch) ->
                        LookupReply.of(number, echo(subject(number, batch).toString())));
        indexers.heard(all.active(0, 1, 2, 3), 1);
        List<Digest> subjects = IntStream.range(0, 1_000)
                .mapToObj(number -> digest("subject " + number))
                .toList();
        List<CompletableFuture<LocationAnswer>> answers = subjects.stream()
                .map(each -> index.referrers(query(each, PATIENCE)).toCompletableFuture())
                .toList();
        assertThat(answers)
                .extracting(each -> each.join().page())
                .containsExactlyElementsOf(
                        subjects.stream().map(each -> Pages.of(each.toString())).toList());
        assertThat(all.batches.get()).isLessThan(500);
    }

    private FakeIndexer echoing(String name) {
        return new FakeIndexer(vertx, name, (number, batch) -> LookupReply.of(number, echo(name)));
    }

    static LocationAnswer echo(String what) {
        return new LocationAnswer(
                LocationKnowledge.NOTHING,
                Pages.of(what),
                Optional.empty(),
                new Position(1, PARTITION, 5, Instant.EPOCH),
                ServedBy.ACTIVE);
    }

    private static Digest subject(int number, LookupBatch batch) {
        Lookup lookup = batch.lookups().get(number);
        return ((Lookup.AtLocation) lookup).subject();
    }

    private LocationAnswer answer() {
        return index.referrers(query(SUBJECT, PATIENCE)).toCompletableFuture().join();
    }

    private void assertUnavailable(String reason) {
        assertThatThrownBy(() -> index.referrers(query(SUBJECT, Duration.ofMillis(300)))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(CompletionException.class) // That is what join() makes of it.
                .cause()
                .isInstanceOf(IndexUnavailable.class)
                .hasMessage(reason);
    }

    static LocationQuery query(Digest subject, Duration patience) {
        Ask ask = new Ask(Caller.ANYONE, Instant.now().plus(patience), Optional.empty());
        return new LocationQuery(new Location("local", "app"), subject, Set.of(), Optional.empty(), 1_000, ask);
    }

    static Digest digest(String of) {
        return Digest.sha256(of.getBytes(StandardCharsets.UTF_8));
    }
}
