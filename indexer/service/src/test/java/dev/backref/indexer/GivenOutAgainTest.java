package dev.backref.indexer;

import static dev.backref.indexer.SampleManifest.artifact;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.index;
import static dev.backref.indexer.SampleManifest.referrer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.indexer.facts.SubjectFact.LocationState;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryRefusal;
import dev.backref.ingest.contract.Source;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a registry did not give out, and gives out again, or has no longer, when no webhook tells that. */
class GivenOutAgainTest {
    private static final String BY_POLICY = RegistryRefusal.reason(412);
    private static final SampleManifest APP = image("app");
    private static final SampleManifest OTHER = image("other");

    private static final SampleManifest SBOM = artifact("application/spdx+json", "sbom");

    private SweptRegistry registry = new SweptRegistry(Basis.TAGS);

    @AfterEach
    void close() {
        registry.close();
    }

    /** Nobody has to look at what is known, only to hear that it is there. */
    @Test
    void isSeenByASweepThatHearsThatItIsThere() {
        registry.tag("v1", APP);
        registry.hold(OTHER);
        registry.reportPush(OTHER);
        registry.refused.put(manifest(OTHER), BY_POLICY);
        registry.sweep();
        assertThat(isSomethingWithheld()).isTrue();
        registry.refused.clear();
        registry.sweep();
        assertThat(isSomethingWithheld()).isFalse();
    }

    @Test
    void isNotWhatWasNeverReadable() {
        SampleManifest deep = new SampleManifest("[".repeat(10_000).getBytes(UTF_8), SampleManifest.MANIFEST);
        registry.tag("v1", APP);
        registry.hold(deep);
        registry.reportPush(deep);
        registry.sweep();
        assertThat(registry.knowledge(SweptRegistry.AT).rejected()).isPresent();
    }

    /** It was never known, so no listing misses it. */
    @ParameterizedTest
    @EnumSource(Basis.class)
    void isSeenWhereATagIsGone(Basis basis) {
        sweptBy(basis);
        Source signature = new Source.Tag(SweptRegistry.AT, list(APP) + ".sig");
        registry.tag("v1", APP);
        registry.tag(list(APP) + ".sig", SBOM);
        registry.refused.put(signature, BY_POLICY);
        registry.sweep();
        assertThat(missing(APP.digest())).contains(new Rejected(1, signature, BY_POLICY));
        registry.refused.clear();
        registry.delete(SBOM.digest());
        registry.sweep();
        assertThat(missing(APP.digest())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Basis.class)
    void isSeenInAListThatIsTheSame(Basis basis) {
        sweptBy(basis);
        registry.tag("v1", APP);
        registry.tag(list(APP), index(SBOM));
        registry.hold(SBOM);
        registry.refused.put(manifest(SBOM), BY_POLICY);
        registry.sweep();
        assertThat(missing(APP.digest())).contains(new Rejected(1, manifest(SBOM), BY_POLICY));
        registry.refused.clear();
        registry.sweep();
        assertThat(missing(APP.digest())).isEmpty();
        assertThat(isSomethingWithheld()).isFalse();
        assertThat(registry.referrers(APP.digest())).containsExactly(SBOM.digest());
    }

    /** What is refused during a sweep is refused for minutes each time, and not asked for again behind it. */
    @Test
    void isAskedForOnceInASweep() {
        Source signature = new Source.Tag(SweptRegistry.AT, list(APP) + ".sig");
        registry.tag("v1", APP);
        registry.tag(list(APP) + ".sig", SBOM);
        registry.refused.put(signature, BY_POLICY);
        registry.sweep();
        registry.sweep();
        assertThat(registry.asked)
                .filteredOn(event -> event.source().equals(signature))
                .hasSize(2);
    }

    @Test
    void isNotMissingForASubjectWhoseListIsAnotherNow() {
        SampleManifest list = index(SBOM);
        Source.Tag tag = new Source.Tag(SweptRegistry.AT, list(APP));
        registry.tag("v1", APP);
        registry.hold(SBOM);
        registry.tag(list(APP), list);
        registry.refused.put(manifest(list), BY_POLICY);
        registry.sweep();
        assertThat(missing(APP.digest())).isPresent();
        registry.report(tag, Cause.Kind.PUSH); // Its manifest is asked for again,
        registry.tag(list(APP), index(OTHER));
        registry.report(tag, Cause.Kind.PUSH); // and is another before the answer.
        registry.settle();
        assertThat(missing(APP.digest())).isEmpty();
    }

    /** Before, all that was not taken hid everything at its location, and nobody asked again. */
    @Test
    void isSeenWhereItWasRejectedByABuildFromBefore() {
        registry.tag("v1", APP);
        registry.hold(SBOM);
        RowKey at = RowKey.of("X").text(SweptRegistry.AT.toString());
        put(at.text("@" + APP.digest() + "?referrers"), "bad-answer".getBytes(UTF_8));
        put(at.text("@" + SBOM.digest()), "bad-answer".getBytes(UTF_8));
        put(
                RowKey.of("XC").text(SweptRegistry.AT.toString()),
                ByteBuffer.allocate(Long.BYTES).putLong(2).array());
        registry.sweep();
        assertThat(registry.knowledge(SweptRegistry.AT).rejected()).isEmpty();
        assertThat(registry.asked).anyMatch(event -> event.source().equals(manifest(SBOM)));
    }

    /** Signals and observations are read without an order between them. */
    @Test
    void isSeenBeforeTheRefusalOfAnEarlierLook() {
        Instant before = registry.now();
        registry.hold(SBOM);
        registry.reportPush(SBOM);
        registry.signal(new LocationSignal.Rejected(manifest(SBOM), BY_POLICY, "", before, Optional.empty()));
        assertThat(isSomethingWithheld()).isFalse();
    }

    @Test
    void isRememberedForNobodyOnceItCameAndCannotBeRead() {
        sweptBy(Basis.REFERRERS_API);
        SampleManifest odd = referrer(APP, "application/spdx+json", "odd");
        String deep = odd.text().replaceFirst("\\{", "{\"n\":" + "[".repeat(201) + "]".repeat(201) + ",");
        registry.tag("v1", APP);
        registry.hold(new SampleManifest(deep.getBytes(UTF_8), SampleManifest.MANIFEST));
        registry.sweep();
        assertThat(registry.knowledge(SweptRegistry.AT).rejected()).isPresent();
        assertThat(new Table(registry.topology.store("locations"))
                        .first(RowKey.of("HL").text(SweptRegistry.AT.toString()), (key, row) -> key))
                .isEmpty();
    }

    private void put(RowKey key, byte[] row) {
        registry.topology.store("locations").put(key.bytes(), row);
    }

    private void sweptBy(Basis basis) {
        registry.close();
        registry = new SweptRegistry(basis);
    }

    private Optional<Rejected> missing(Digest subject) {
        return registry.answer(subject).knowledge().rejected();
    }

    private static String list(SampleManifest subject) {
        return subject.digest().toString().replace(':', '-');
    }

    private boolean isSomethingWithheld() {
        return registry.topology.takeFacts().stream()
                .filter(LocationState.class::isInstance)
                .reduce((first, second) -> second)
                .flatMap(state -> ((LocationState) state).withheld())
                .isPresent();
    }

    private static Source manifest(SampleManifest manifest) {
        return new Source.Manifest(SweptRegistry.AT, manifest.digest());
    }
}
