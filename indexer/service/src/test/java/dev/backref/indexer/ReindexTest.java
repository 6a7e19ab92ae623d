package dev.backref.indexer;

import static dev.backref.indexer.ObservedLocation.AT;
import static dev.backref.indexer.SampleEvidence.attestations;
import static dev.backref.indexer.SampleEvidence.buildKitIndex;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Copies of observations, which are derived anew. */
class ReindexTest {
    private static final SampleManifest SUBJECT = image("subject");
    private static final String OWN_TYPE = "application/x.of-ours";
    private static final SampleManifest OURS = referrer(SUBJECT, OWN_TYPE, "ours");
    private static final Optional<String> TABLE = Optional.of("{\"types\":{\"" + OWN_TYPE + "\":[\"review\"]}}");

    private final ObservedLocation location = new ObservedLocation();

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void tellsOnlyWhatIsOtherwiseByNow() {
        location.found(SUBJECT, OURS);
        Copied ours = location.last();
        Change added = location.topology.takeChanges().get(0);
        Map<Digest, Instant> seen = location.firstSeen(SUBJECT.digest());
        assertThat(added.data().kinds()).containsExactly(Kind.UNKNOWN);

        location.reindex(ours, TABLE);
        assertThat(location.topology.takeChanges()).singleElement().satisfies(change -> {
            assertThat(change.type()).isEqualTo(Change.Type.UPDATED);
            assertThat(change.data().kinds()).containsExactly(Kind.REVIEW);
            assertThat(change.data().cause().orElseThrow().kind()).isEqualTo(Cause.Kind.REINDEX);
            assertThat(change.data().observed()).isEqualTo(added.data().observed());
        });
        location.reindex(ours, TABLE);
        assertThat(location.topology.takeChanges()).isEmpty();
        assertThat(location.firstSeen(SUBJECT.digest())).isEqualTo(seen);
        location.reindex(ours, Optional.empty());
        assertThat(location.topology.takeChanges())
                .singleElement()
                .satisfies(change -> assertThat(change.data().kinds()).containsExactly(Kind.UNKNOWN));
    }

    @Test
    void addsWhatFormerRulesDidNotReadAndLeavesTheOthersInTheirPlace() {
        SampleManifest attested = attestations("of the subject");
        location.found(SUBJECT, attested);
        observe(buildKitIndex(Map.of(SUBJECT, attested)), 2);
        Copied index = location.last();
        location.found(OURS);
        Map<Digest, Instant> seen = location.firstSeen(SUBJECT.digest());
        assertThat(seen).containsOnlyKeys(OURS.digest());
        location.topology.takeChanges();

        List.of(index, location.last()).forEach(each -> location.reindex(each, Optional.empty()));
        assertThat(location.topology.takeChanges()).singleElement().satisfies(change -> {
            assertThat(change.type()).isEqualTo(Change.Type.ADDED);
            assertThat(change.data().referrer().digest()).isEqualTo(attested.digest());
            assertThat(change.data().forms()).containsExactly(Form.BUILDKIT_INDEX);
            assertThat(change.data().cause().orElseThrow().kind()).isEqualTo(Cause.Kind.REINDEX);
        });
        assertThat(location.firstSeen(SUBJECT.digest()))
                .hasSize(2)
                .containsAllEntriesOf(seen)
                .containsEntry(attested.digest(), index.observation().heard());
    }

    /** A copy with other bytes stands for rules that read less in the same ones. */
    @Test
    void removesWhatIsReadNoLongerAndLeavesTheOthersInTheirPlace() {
        SampleManifest less = SampleManifest.artifact(OWN_TYPE, "ours");
        location.observe(
                new Source.Manifest(AT, OURS.digest()), new Observation.Manifest(less.bytes(), less.mediaType()));
        Observation lesser = location.last().observation();
        location.found(SUBJECT, referrer(SUBJECT, OWN_TYPE, "another"), OURS);
        Map<Digest, Instant> seen = location.firstSeen(SUBJECT.digest());
        location.topology.takeChanges();

        location.reindex(new Copied(lesser, location.last().offset()), Optional.empty());
        assertThat(location.topology.takeChanges()).singleElement().satisfies(change -> {
            assertThat(change.type()).isEqualTo(Change.Type.REMOVED);
            assertThat(change.data().referrer().digest()).isEqualTo(OURS.digest());
            assertThat(change.data().cause().orElseThrow().kind()).isEqualTo(Cause.Kind.REINDEX);
        });
        seen.remove(OURS.digest());
        assertThat(location.firstSeen(SUBJECT.digest())).isEqualTo(seen).hasSize(1);
    }

    @Test
    void givesEachOfItsChangesAnIdOfItsOwn() {
        location.found(SUBJECT, OURS);
        Copied ours = location.last();
        for (Optional<String> table : List.of(TABLE, Optional.<String>empty(), TABLE, Optional.<String>empty())) {
            location.reindex(ours, table);
        }
        List<String> ids =
                location.topology.takeChanges().stream().map(Change::id).toList();
        assertThat(ids).hasSize(5).doesNotHaveDuplicates();
    }

    /** Nothing of a row of the table that is taken back stays as if the payload had said it. */
    @ParameterizedTest
    @CsvSource({SampleManifest.EMPTY + ", unknown", "application/vnd.dev.sigstore.bundle.v0.3+json, attestation"})
    void forgetsWhatOnlyAFormerTableSaidOfALayer(String layer, String kind) {
        Optional<String> signs = Optional.of("{\"types\":{\"" + layer + "\":[\"signature\"]}}");
        SampleManifest layered = OURS.replaced(SampleManifest.EMPTY, layer);
        location.found(SUBJECT, layered);
        Copied copied = location.last();
        location.reindex(copied, signs);
        assertThat(kinds(layered)).containsExactly(Kind.SIGNATURE);
        location.reindex(copied, Optional.empty());
        assertThat(kinds(layered)).containsExactly(Kind.parse(kind));
    }

    @Test
    void countsOnlyForWhatNobodyHasLookedAtSince() {
        location.found(SUBJECT, OURS);
        Copied first = location.last();
        location.found(OURS);
        location.reindex(first, TABLE);
        assertThat(kinds()).containsExactly(Kind.UNKNOWN);

        Copied last = location.last();
        location.gone(OURS.digest());
        location.reindex(last, TABLE);
        assertThat(location.edges(SUBJECT.digest())).isEmpty();
        assertThat(applied("outdated")).isEqualTo(2);
        assertThat(applied("applied")).isZero();
    }

    /** By its own subject and by a tag whose claim former rules did not know. */
    @Test
    void givesTwoChangesOfOneEdgeTwoIds() {
        SampleManifest signed = referrer(SUBJECT, "application/vnd.example+json", "signed");
        location.found(SUBJECT);
        observe(signed, 1);
        Copied copy = location.last();
        location.points(SampleEvidence.cosignTag(SUBJECT.digest(), "sig"), signed);
        location.topology.takeChanges();

        location.reindex(copy, Optional.of("{\"types\":{\"application/vnd.example+json\":[\"signature\"]}}"));
        location.workOff();
        List<Change> changes = location.topology.takeChanges();
        assertThat(changes).hasSize(2).extracting(Change::id).doesNotHaveDuplicates();
        assertThat(changes.get(1).data().forms()).containsExactly(Form.SUBJECT_FIELD, Form.COSIGN_TAG);
    }

    @Test
    void leavesWhatVanishedElsewhereAsItIs() {
        SampleManifest plain = SampleManifest.artifact("application/x", "plain");
        SampleManifest list = index(plain);
        location.found(SUBJECT, plain);
        Copied entry = location.last();
        location.found(list);
        Copied ofList = location.last();
        location.points(SUBJECT.referrersTag(), list);
        SampleManifest empty = SampleManifest.indexOf(List.of());
        location.found(empty);
        location.points(SUBJECT.referrersTag(), empty);
        assertThat(location.lapsed(SUBJECT.digest(), plain)).containsExactly(Form.REFERRERS_TAG);
        location.topology.takeChanges();

        location.reindex(entry, Optional.empty());
        location.reindex(ofList, Optional.empty());
        assertThat(location.lapsed(SUBJECT.digest(), plain)).containsExactly(Form.REFERRERS_TAG);
        assertThat(location.topology.takeChanges()).isEmpty();
    }

    @Test
    void putsWhatIsNoCopyAmongTheDeadLetters() {
        location.found(SUBJECT, OURS);
        Observation ours = location.last().observation();
        List.of(
                        ours.toRecord(IndexTopics.REINDEX, Topologies.PREFIX, 1),
                        new ProducerRecord<String, byte[]>(
                                "reindex", OURS.digest().toString(), new byte[1]),
                        new ProducerRecord<String, byte[]>("reindex", null, new byte[1]))
                .forEach(record -> location.topology.pipe(IndexTopics.REINDEX, record, Topologies.BEGIN));

        assertThat(location.topology.takeDeadLetters())
                .hasSize(3)
                .allSatisfy(letter ->
                        assertThat(header(letter, "dead-letter-reason")).isEqualTo("undecodable-copy"));
        location.reindex(location.last(), TABLE);
        assertThat(kinds()).containsExactly(Kind.REVIEW);
    }

    /** A copy with other bytes stands for rules that read more, or less, in the same ones. */
    @Test
    void letsGoOfWhatCouldNotBeReadAndCan() {
        SampleManifest odd =
                new SampleManifest("[".repeat(10_000).getBytes(StandardCharsets.UTF_8), SampleManifest.MANIFEST);
        location.observe(
                new Source.Manifest(AT, odd.digest()), new Observation.Manifest(OURS.bytes(), OURS.mediaType()));
        Observation readable = location.last().observation();
        location.found(odd);
        Copied unreadable = location.last();
        assertThat(location.hasRows("X")).isTrue();

        location.reindex(new Copied(readable, unreadable.offset()), Optional.empty());
        assertThat(location.hasRows("X")).isFalse();
        location.reindex(unreadable, Optional.empty());
        assertThat(location.hasRows("X")).isTrue();
    }

    private void observe(SampleManifest manifest, int rules) {
        location.observe(
                new Source.Manifest(AT, manifest.digest()),
                new Observation.Manifest(manifest.bytes(), manifest.mediaType()),
                rules);
    }

    private Set<Kind> kinds() {
        return kinds(OURS);
    }

    private Set<Kind> kinds(SampleManifest referrer) {
        return Optional.ofNullable(location.edges(SUBJECT.digest()).get(referrer.digest()))
                .map(EdgeState::kinds)
                .orElseThrow();
    }

    private double applied(String result) {
        return location.topology
                .meters
                .counter("backref.index.reindexed", "result", result)
                .count();
    }

    private static String header(TestRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
