package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.PostedVerification;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.contract.Verification;
import dev.backref.indexer.contract.Verification.Outcome;
import dev.backref.indexer.facts.SubjectFact;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.contract.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What verifiers post is shown with the edge that it is about, and announced where it is new. */
class VerificationsTest {
    private static final SampleManifest IMAGE = image("image");
    private static final SampleManifest SIGNATURE = referrer(IMAGE, "application/vnd.example.signature", "signature");
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void announcesOnceWhatIsPostedAboutAnEdgeThatIsKnown() {
        location.found(IMAGE, SIGNATURE);
        location.topology.takeChanges();
        Verification passed = of("gate", Outcome.PASSED, NOON);
        post("first", passed);
        post("again", passed);
        assertThat(location.topology.takeChanges()).singleElement().satisfies(change -> {
            assertThat(change.type()).isEqualTo(Change.Type.UPDATED);
            assertThat(change.data().cause()).contains(new Cause(Cause.Kind.VERIFICATION, "first"));
            assertThat(change.data().verifications()).containsExactly(passed);
            assertThat(change.data().verification()).isEqualTo("not-checked");
            assertThat(change.data().former()).isEmpty();
            assertThat(change.data().referrer().annotations()).isNotEmpty();
        });
        assertThat(referrers())
                .singleElement()
                .satisfies(shown -> assertThat(shown.verifications()).containsExactly(passed));
    }

    @Test
    void keepsWhatIsPostedBeforeTheEdgeIsKnownAndTellsItWithThat() {
        post("early", of("gate", Outcome.PASSED, NOON));
        assertThat(location.topology.takeChanges()).isEmpty();
        assertThat(referrers()).isEmpty();
        location.found(IMAGE, SIGNATURE);
        assertThat(location.topology.takeChanges()).singleElement().satisfies(change -> {
            assertThat(change.type()).isEqualTo(Change.Type.ADDED);
            assertThat(change.data().verifications()).containsExactly(of("gate", Outcome.PASSED, NOON));
        });
    }

    @Test
    void keepsTheLastByTheVerifiersTimeAndThenByTheOrderOfTheLog() {
        location.found(IMAGE, SIGNATURE);
        post("noon", of("gate", Outcome.PASSED, NOON));
        location.topology.takeChanges();
        post("late", of("gate", Outcome.FAILED, NOON.minusSeconds(1)));
        assertThat(location.topology.takeChanges()).isEmpty();
        assertThat(shown()).extracting(Verification::outcome).containsExactly(Outcome.PASSED);
        post("same time", of("gate", Outcome.FAILED, NOON));
        assertThat(shown()).extracting(Verification::outcome).containsExactly(Outcome.FAILED);
        post("later", of("gate", Outcome.PASSED, NOON.plusSeconds(1)));
        assertThat(shown()).containsExactly(of("gate", Outcome.PASSED, NOON.plusSeconds(1)));
        assertThat(location.topology.takeChanges())
                .hasSize(2)
                .extracting(Change::id)
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsWhatEachVerifierPosted() {
        location.found(IMAGE, SIGNATURE);
        post("1", of("scanner", Outcome.FAILED, NOON));
        post("2", of("gate", Outcome.PASSED, NOON));
        assertThat(shown()).containsExactly(of("gate", Outcome.PASSED, NOON), of("scanner", Outcome.FAILED, NOON));
    }

    @Test
    void keepsNoMoreOfAnEdgeThanThereCanBeVerifiers() {
        location.found(IMAGE, SIGNATURE);
        IntStream.rangeClosed(0, Verification.MOST)
                .forEach(number -> post("id", of("gate-" + number, Outcome.PASSED, NOON.plusSeconds(number))));
        assertThat(shown())
                .hasSize(Verification.MOST)
                .extracting(Verification::verifier)
                .doesNotContain("gate-0")
                .contains("gate-1", "gate-" + Verification.MOST);
    }

    @Test
    void showsItNoMoreWithoutTheEdgeAndAgainWhenThatComesBack() {
        location.found(IMAGE, SIGNATURE);
        post("id", of("gate", Outcome.PASSED, NOON));
        location.gone(SIGNATURE.digest());
        assertThat(referrers()).isEmpty();
        location.topology.takeChanges();
        location.found(SIGNATURE);
        assertThat(shown()).containsExactly(of("gate", Outcome.PASSED, NOON));
        assertThat(location.topology.takeChanges())
                .singleElement()
                .satisfies(change -> assertThat(change.data().verifications()).hasSize(1));
    }

    @Test
    void announcesItWhereverTheEdgeIs() {
        location.found(IMAGE, SIGNATURE);
        Location mirror = new Location("mirror", "app");
        location.observe(
                new Source.Manifest(mirror, SIGNATURE.digest()),
                new Observation.Manifest(SIGNATURE.bytes(), SIGNATURE.mediaType()));
        location.topology.takeChanges();
        post("id", of("gate", Outcome.PASSED, NOON));
        List<Change> changes = location.topology.takeChanges();
        assertThat(changes).extracting(change -> change.data().location()).containsExactly(ObservedLocation.AT, mirror);
        assertThat(changes).extracting(Change::id).doesNotHaveDuplicates();
        assertThat(changes.get(0).data().alsoAt()).containsExactly(mirror.toString());
    }

    @Test
    void isInTheListOfAllEdgesAsTheLastChangeToldIt() {
        location.found(IMAGE, SIGNATURE);
        post("id", of("gate", Outcome.PASSED, NOON));
        List<Change> changes = location.topology.takeChanges();
        Change.Data told = changes.get(changes.size() - 1).data();
        EdgesQuery all = new EdgesQuery(0, Optional.empty(), Filter.NONE, Optional.empty(), 100_000, ask());
        assertThat(location.topology
                        .lookups()
                        .edges(all)
                        .toCompletableFuture()
                        .join()
                        .edges())
                .extracting(EdgesAnswer.Edge::data)
                .singleElement()
                .isEqualTo(told);
    }

    @Test
    void isForgottenByNoAnswerThatIsRemembered() {
        location.found(IMAGE, SIGNATURE);
        SubjectIndex remembered = location.topology.remembered();
        assertThat(referrers(remembered).get(0).verifications()).isEmpty();
        post("id", of("gate", Outcome.PASSED, NOON));
        assertThat(referrers(remembered).get(0).verifications()).hasSize(1);
    }

    /** What is processed anew gives the same changes, so that nobody is told twice. */
    @Test
    void givesTheSameChangesHoweverOftenItIsProcessed() {
        List<List<Change>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            location.close();
            location = new ObservedLocation();
            location.found(IMAGE, SIGNATURE);
            post("id", of("gate", Outcome.PASSED, NOON));
            runs.add(location.topology.takeChanges());
        }
        assertThat(runs.get(0)).hasSize(2).isEqualTo(runs.get(1));
    }

    /** As after a failure behind which Kafka has forgotten how far the topic was read. */
    @Test
    void announcesNothingOfWhatIsReadOnceMoreIntoTheSameRows() {
        location.found(IMAGE, SIGNATURE);
        List<Verification> log = List.of(
                of("gate", Outcome.PASSED, NOON),
                of("gate", Outcome.FAILED, NOON),
                of("scanner", Outcome.PASSED, NOON),
                of("gate", Outcome.PASSED, NOON.plusSeconds(1)));
        log.forEach(each -> post("id", each));
        List<Verification> shown = shown();
        assertThat(location.topology.takeChanges()).hasSize(2 + log.size() - 1);
        location.topology.restart();
        log.forEach(each -> post("id", each));
        assertThat(location.topology.takeChanges()).isEmpty();
        assertThat(shown()).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"verification\":\\{[^}]*}", "\"time\":\"[^\"]*\"", "\"outcome\":\"[^\"]*\""})
    void isPutAsideWhereAPartOfItIsNull(String part) {
        String good = new String(posted(of("gate", Outcome.PASSED, NOON)).value(), StandardCharsets.UTF_8);
        String bad = good.replaceFirst(part, part.substring(0, part.indexOf(':') + 1) + "null");
        assertThat(bad).contains(":null");
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>("any", IMAGE.digest().toString(), bad.getBytes(StandardCharsets.UTF_8));
        location.topology.pipe(IndexTopics.VERIFICATIONS, record, NOON);
        assertThat(location.topology.takeDeadLetters()).hasSize(1);
    }

    private static ProducerRecord<String, byte[]> posted(Verification verification) {
        return new PostedVerification("id", IMAGE.digest(), SIGNATURE.digest(), verification)
                .toRecord(Topologies.PREFIX, 1);
    }

    /** In which the rows of its subject are, however many partitions there are. */
    @Test
    void isWrittenIntoThePartitionOfItsSubject() {
        PostedVerification posted =
                new PostedVerification("id", IMAGE.digest(), SIGNATURE.digest(), of("gate", Outcome.PASSED, NOON));
        for (int partitions = 1; partitions < 20; partitions++) {
            assertThat(posted.toRecord(Topologies.PREFIX, partitions).partition())
                    .isEqualTo(Topic.partitionOf(IMAGE.digest().toString(), partitions));
        }
        location.topology.pipe(IndexTopics.VERIFICATIONS, posted.toRecord(Topologies.PREFIX, 1), NOON);
        assertThat(location.topology.takeFacts())
                .extracting(fact -> SubjectFact.subjectOf(fact.key()))
                .containsExactly(Optional.of(IMAGE.digest().toString()));
    }

    /** One verifier's results can be larger than the edge. */
    @Test
    void countsForThePageOfAllEdges() {
        SampleManifest another = referrer(IMAGE, "application/vnd.example.signature", "another");
        location.found(IMAGE, SIGNATURE, another);
        int one = 5_000;
        assertThat(edges(one)).hasSize(2);
        String command = "x".repeat(2 * one);
        List.of(SIGNATURE, another).forEach(each -> {
            Verification large =
                    new Verification("gate", "1", Outcome.PASSED, Set.of(), Optional.empty(), command, NOON);
            PostedVerification posted = new PostedVerification("id", IMAGE.digest(), each.digest(), large);
            location.topology.pipe(IndexTopics.VERIFICATIONS, posted.toRecord(Topologies.PREFIX, 1), NOON);
        });
        assertThat(edges(one)).hasSize(1);
    }

    private List<EdgesAnswer.Edge> edges(int maxBytes) {
        EdgesQuery all = new EdgesQuery(0, Optional.empty(), Filter.NONE, Optional.empty(), maxBytes, ask());
        return location.topology
                .lookups()
                .edges(all)
                .toCompletableFuture()
                .join()
                .edges();
    }

    private void post(String id, Verification verification) {
        PostedVerification posted = new PostedVerification(id, IMAGE.digest(), SIGNATURE.digest(), verification);
        location.topology.pipe(IndexTopics.VERIFICATIONS, posted.toRecord(Topologies.PREFIX, 1), NOON.plusSeconds(60));
    }

    private static Verification of(String verifier, Outcome outcome, Instant at) {
        return new Verification(
                verifier, "2.4.1", outcome, Set.of(), Optional.of("ci@example.com"), "cosign verify", at);
    }

    private List<Verification> shown() {
        return referrers().get(0).verifications();
    }

    private List<Referrer> referrers() {
        return referrers(location.topology.lookups());
    }

    private static List<Referrer> referrers(SubjectIndex index) {
        SubjectQuery query = new SubjectQuery(IMAGE.digest(), Filter.NONE, Optional.empty(), 10, ask());
        return index.subject(query).toCompletableFuture().join().referrers();
    }

    private static Ask ask() {
        return new Ask(Caller.ANYONE, Instant.now().plusSeconds(5), Optional.empty());
    }
}
