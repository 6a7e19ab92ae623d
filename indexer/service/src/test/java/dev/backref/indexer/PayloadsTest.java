package dev.backref.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.KindTable;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Payload;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only the payload of a referrer says, from the observation to the answer and the change. */
class PayloadsTest {
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final String PROVENANCE = "https://slsa.dev/provenance/v1";
    private static final Location AT = new Location("local", "app");
    private static final SampleManifest APP = SampleManifest.image("app");
    private static final Digest OTHER = SampleManifest.image("other").digest();
    private static final Digest BLOB = Digest.sha256("bundle".getBytes(StandardCharsets.UTF_8));
    private static final Instant MADE = Instant.parse("2026-02-01T12:00:00Z");

    private final TestedTopology topology = new TestedTopology();
    private Instant now = Topologies.BEGIN;

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void saysWhatItIsAndWhenItWasMade() {
        found(bundle(Map.of()), Observation.RULES, payload(PROVENANCE, APP.digest()));
        Referrer referrer = referrers(ContentFilter.NONE).get(0);
        assertThat(referrer.kinds()).containsExactly(Kind.PROVENANCE);
        assertThat(referrer.evidence()).singleElement().satisfies(layer -> {
            assertThat(layer.predicateType()).contains(PROVENANCE);
            assertThat(layer.subjects()).containsExactly(APP.digest());
            assertThat(layer.created()).contains(new Created(MADE, "payload"));
            assertThat(layer.isAboutOther(APP.digest())).isFalse();
        });
        assertThat(topology.takeChanges()).singleElement().satisfies(change -> {
            assertThat(change.data().kinds()).containsExactly(Kind.PROVENANCE);
            assertThat(change.data().predicateTypes()).contains(Set.of(PROVENANCE));
            assertThat(change.data().created()).contains(new Created(MADE, "payload"));
            assertThat(change.data().subjectMismatch()).isFalse();
        });
    }

    @Test
    void isKeptAndMarkedWhereItIsAboutSomethingElse() {
        found(bundle(Map.of()), Observation.RULES, payload(PROVENANCE, OTHER));
        assertThat(referrers(ContentFilter.NONE))
                .singleElement()
                .satisfies(each -> assertThat(each.evidence()).allMatch(layer -> layer.isAboutOther(APP.digest())));
        assertThat(topology.takeChanges())
                .singleElement()
                .satisfies(change -> assertThat(change.data().subjectMismatch()).isTrue());
    }

    /** As {@code oras attach --artifact-type application/vnd.in-toto+json app:v1 provenance.json} gives it. */
    @Test
    void saysWhatALayerIsOfWhichTheTypeSaysNothing() {
        String mediaType = "application/vnd.oci.image.layer.v1.tar";
        found(with(Map.of(), mediaType), Observation.RULES, payload(PROVENANCE, OTHER));
        assertThat(referrers(ContentFilter.NONE)).singleElement().satisfies(each -> {
            assertThat(each.kinds()).containsExactly(Kind.PROVENANCE);
            assertThat(each.evidence())
                    .containsExactly(new Evidence(
                            BLOB,
                            mediaType,
                            Optional.of(PROVENANCE),
                            Set.of(Kind.PROVENANCE),
                            List.of(OTHER),
                            Optional.of(new Created(MADE, "payload"))));
        });
        assertThat(topology.takeChanges())
                .singleElement()
                .satisfies(change -> assertThat(change.data().subjectMismatch()).isTrue());
    }

    /** As of {@code crane cp app:sha256-A.sig app:sha256-B.sig}. */
    @ParameterizedTest
    @ValueSource(
            strings = {"application/vnd.dev.cosign.simplesigning.v1+json", "application/jose+json", "application/cose"})
    void marksASignatureThatWasCopiedFromAnotherImage(String mediaType) {
        Payload signed = new Payload(BLOB, Optional.empty(), List.of(OTHER), Optional.empty());
        found(with(Map.of(), mediaType), Observation.RULES, signed);
        assertThat(referrers(ContentFilter.NONE)).singleElement().satisfies(each -> {
            assertThat(each.kinds()).containsExactly(Kind.SIGNATURE);
            assertThat(each.evidence()).singleElement().satisfies(layer -> {
                assertThat(layer.isAboutOther(APP.digest())).isTrue();
                assertThat(layer.predicateType()).isEmpty();
            });
        });
        assertThat(topology.takeChanges())
                .singleElement()
                .satisfies(change -> assertThat(change.data().subjectMismatch()).isTrue());
    }

    /** As of {@code cosign attach signature --payload statement.json}. */
    @Test
    void isWhatASignatureIsOverBesideOne() {
        String mediaType = "application/vnd.dev.cosign.simplesigning.v1+json";
        found(with(Map.of(), mediaType), Observation.RULES, payload(PROVENANCE, APP.digest()));
        assertThat(referrers(ContentFilter.NONE).get(0).kinds())
                .containsExactlyInAnyOrder(Kind.SIGNATURE, Kind.PROVENANCE);
    }

    @Test
    void isOutrankedByAnAnnotation() {
        found(
                bundle(Map.of("dev.sigstore.bundle.predicateType", "https://openvex.dev/ns")),
                Observation.RULES,
                payload(PROVENANCE, APP.digest()));
        assertThat(referrers(ContentFilter.NONE).get(0).kinds()).containsExactly(Kind.VEX);
    }

    @Test
    void saysNothingOfOtherBlobs() {
        SampleManifest bundle = bundle(Map.of());
        found(bundle, Observation.RULES, new Payload(OTHER, Optional.of(PROVENANCE), List.of(OTHER), Optional.empty()));
        assertThat(referrers(ContentFilter.NONE).get(0).evidence())
                .containsExactly(new Evidence(BLOB, BUNDLE, Optional.empty(), Set.of(Kind.ATTESTATION)));
    }

    /** What was told once is told again by a replay. */
    @Test
    void countsFromItsVersionOfTheRulesOn() {
        found(bundle(Map.of()), 5, payload(PROVENANCE, OTHER));
        assertThat(referrers(ContentFilter.NONE).get(0).evidence())
                .containsExactly(new Evidence(BLOB, BUNDLE, Optional.empty(), Set.of(Kind.ATTESTATION)));
    }

    @Test
    void isOfAKindThatAnOperatorGaveItsPredicateType() {
        KindTable own = new KindTable(Map.of(), Map.of("https://example.com/*", Set.of(Kind.APPROVAL)), Map.of());
        Payload payload = payload("https://example.com/x", APP.digest());
        found(bundle(Map.of()), Observation.RULES, payload);
        assertThat(referrers(ContentFilter.NONE).get(0).kinds()).containsExactly(Kind.ATTESTATION);
        found(AT, bundle(Map.of()), Observation.RULES, own.text(), payload);
        assertThat(referrers(ContentFilter.NONE).get(0).kinds()).containsExactly(Kind.APPROVAL);
    }

    /** A bundle does not say of itself that it holds no statement. */
    @Test
    void isASignatureWhereABundleHoldsOne() {
        Optional<String> content = Optional.of(Payload.MESSAGE_SIGNATURE);
        Payload signature = new Payload(BLOB, Optional.empty(), List.of(APP.digest()), Optional.empty(), content);
        found(bundle(Map.of()), Observation.RULES, signature);
        assertThat(referrers(ContentFilter.NONE).get(0).kinds()).containsExactly(Kind.SIGNATURE);
        found(bundle(Map.of()), Observation.RULES);
        assertThat(referrers(ContentFilter.NONE).get(0).kinds()).containsExactly(Kind.SIGNATURE);
        assertThat(topology.takeChanges()).as("it is the same manifest").hasSize(1);
    }

    /** The registry has lost the blob since, or does not give it any more. */
    @Test
    void holdsThoughALaterLookCouldNotReadIt() {
        found(bundle(Map.of()), Observation.RULES, payload(PROVENANCE, OTHER));
        found(bundle(Map.of()), Observation.RULES);
        assertThat(referrers(ContentFilter.NONE).get(0).kinds()).containsExactly(Kind.PROVENANCE);
        assertThat(topology.takeChanges())
                .singleElement()
                .satisfies(change -> assertThat(change.data().subjectMismatch()).isTrue());
    }

    /** A model is signed by the digest of its files. */
    @Test
    void ofAModelsSignatureIsAboutNoManifest() {
        found(bundle(Map.of()), Observation.RULES, payload("https://model_signing/signature/v1.0", OTHER));
        assertThat(topology.takeChanges())
                .singleElement()
                .satisfies(change -> assertThat(change.data().subjectMismatch()).isFalse());
    }

    @Test
    void isToldOnceHoweverManyLayersNameItsBlob() {
        found(
                with(Map.of(), Collections.nCopies(700, BUNDLE).toArray(String[]::new)),
                Observation.RULES,
                payload(PROVENANCE, OTHER));
        assertThat(referrers(ContentFilter.NONE).get(0).evidence())
                .hasSize(700)
                .filteredOn(layer -> !layer.subjects().isEmpty())
                .hasSize(1);
    }

    @Test
    void isTakenFromWhicheverLocationKnowsIt() {
        SampleManifest bundle = bundle(Map.of());
        found(new Location("a", "app"), bundle, 5, Optional.empty());
        found(new Location("b", "app"), bundle, Observation.RULES, Optional.empty(), payload(PROVENANCE, OTHER));
        for (ContentFilter any : List.of(ContentFilter.NONE, ContentFilter.NONE.since(MADE))) {
            assertThat(referrers(any)).singleElement().satisfies(each -> {
                assertThat(each.kinds()).containsExactly(Kind.PROVENANCE);
                assertThat(each.locations()).hasSize(2);
            });
        }
    }

    /** It was looked at before payloads were read. */
    @Test
    void isAnnouncedAsAnUpdateWhereItIsLearntLater() {
        SampleManifest bundle = bundle(Map.of());
        found(bundle, 5);
        found(bundle, Observation.RULES, payload(PROVENANCE, APP.digest()));
        found(bundle, Observation.RULES, payload(PROVENANCE, APP.digest()));
        assertThat(topology.takeChanges())
                .extracting(Change::type)
                .containsExactly(Change.Type.ADDED, Change.Type.UPDATED);
    }

    @Test
    void isChosenByItsAgeAndWhatDoesNotSayIsNot() {
        found(bundle(Map.of()), Observation.RULES, payload(PROVENANCE, APP.digest()));
        found(SampleManifest.referrer(APP, "a/b", "silent"), Observation.RULES);
        String later = MADE.plus(Duration.ofDays(1)).toString();
        SampleManifest younger = SampleManifest.referrer(APP, "a/b", Map.of("org.opencontainers.image.created", later));
        found(younger, Observation.RULES);

        assertThat(referrers(ContentFilter.NONE)).hasSize(3);
        assertThat(referrers(ContentFilter.NONE.since(MADE))).hasSize(2);
        assertThat(referrers(ContentFilter.NONE.since(MADE.plusMillis(1))))
                .singleElement()
                .satisfies(each -> assertThat(each.descriptor().digest()).isEqualTo(younger.digest()));
        assertThat(referrers(ContentFilter.NONE.since(MADE.plus(Duration.ofDays(2)))))
                .isEmpty();
    }

    private static SampleManifest bundle(Map<String, String> annotations) {
        return with(annotations, BUNDLE);
    }

    /** A referrer whose layers are of these types, and all the same blob. */
    private static SampleManifest with(Map<String, String> annotations, String... layers) {
        SampleManifest referrer = SampleManifest.referrer(APP, BUNDLE, annotations);
        ObjectNode json = Json.read(referrer.bytes(), ObjectNode.class);
        ArrayNode all = json.putArray("layers");
        for (String mediaType : layers) {
            all.addObject()
                    .put("mediaType", mediaType)
                    .put("digest", BLOB.toString())
                    .put("size", 6);
        }
        return new SampleManifest(Json.write(json), referrer.mediaType());
    }

    private static Payload payload(String predicateType, Digest about) {
        return new Payload(BLOB, Optional.of(predicateType), List.of(about), Optional.of(new Created(MADE, "payload")));
    }

    private void found(SampleManifest manifest, int rules, Payload... payloads) {
        found(AT, manifest, rules, Optional.empty(), payloads);
    }

    private void found(Location at, SampleManifest manifest, int rules, Optional<String> kinds, Payload... payloads) {
        now = now.plusMillis(1);
        Source source = new Source.Manifest(at, manifest.digest());
        Observation.Finding finding =
                new Observation.Manifest(manifest.bytes(), manifest.mediaType(), List.of(payloads), kinds);
        Cause why = new Cause(Cause.Kind.PUSH, "delivery-" + now);
        topology.observe(
                new Observation(source, finding, now, now, why, Optional.empty(), rules, Optional.empty(), false), now);
    }

    private List<Referrer> referrers(ContentFilter content) {
        Filter filter = new Filter(Set.of(), Set.of(), Optional.empty(), content);
        return SimulatedIngest.get(topology.lookups()
                        .subject(new SubjectQuery(APP.digest(), filter, Optional.empty(), 10, SimulatedIngest.ask())))
                .referrers();
    }
}
