package dev.backref.indexer.derive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Age;
import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What annotations say of a layer beside what its payload does, or in its place. */
class LayerAnnotationsTest {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
    private static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";
    private static final String MODEL = "https://model_signing/signature/v1.0";
    private static final String LOGGED = "dev.sigstore.cosign/bundle";
    private static final Digest BLOB = digest("blob");
    private static final Digest SUBJECT = digest("subject");
    private static final Digest OTHER = digest("other");

    private static Digest digest(String of) {
        return Digest.sha256(of.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ofAManifestSayWhatABundleHoldsThatNobodyRead() {
        Map<String, String> content = Map.of("dev.sigstore.bundle.content", "message-signature");
        Derivation derived = derived(BUNDLE, content, Map.of());
        assertThat(derived.kinds()).containsExactly(Kind.SIGNATURE);
        assertThat(derived.evidence())
                .singleElement()
                .satisfies(layer -> assertThat(layer.kinds()).containsExactly(Kind.SIGNATURE));
        assertThat(derived("a/b", content, Map.of()).evidence())
                .as("of bundles alone")
                .singleElement()
                .satisfies(layer -> assertThat(layer.kinds()).containsExactly(Kind.UNKNOWN));
    }

    /** Anybody can annotate a copy of a signature. */
    @Test
    void doNotMakeTheSignatureOfAnImageOneOfAModel() {
        Payload read = new Payload(BLOB, Optional.empty(), List.of(OTHER), Optional.empty());
        Map<String, String> model = Map.of("predicateType", MODEL);
        for (Derivation derived : List.of(
                derived(SIMPLE_SIGNING, model, Map.of(), read), derived(SIMPLE_SIGNING, Map.of(), model, read))) {
            assertThat(derived.evidence()).singleElement().satisfies(layer -> {
                assertThat(layer.isAboutOther(SUBJECT)).isTrue();
                assertThat(layer.predicateType()).isEmpty();
            });
        }
    }

    @Test
    void sayThatItIsOneOfAModelWhereThePayloadDoesOrNobodyReadIt() {
        Payload ofModel = new Payload(BLOB, Optional.of(MODEL), List.of(OTHER), Optional.empty());
        Derivation read = derived(BUNDLE, Map.of(), Map.of("predicateType", MODEL), ofModel);
        Derivation unread = derived(BUNDLE, Map.of(), Map.of("predicateType", MODEL));
        assertThat(List.of(read, unread))
                .allSatisfy(derived -> assertThat(derived.evidence())
                        .singleElement()
                        .satisfies(layer -> {
                            assertThat(layer.isAboutOther(SUBJECT)).isFalse();
                            assertThat(layer.predicateType()).contains(MODEL);
                        }));
    }

    /** The annotation as cosign writes it (SIGNATURE_SPEC.md), with shorter values. */
    @Test
    void ofCosignSayWhenTheLogTookASignature() {
        String bundle = "{\"SignedEntryTimestamp\":\"MEUC\",\"Payload\":{\"body\":\"eyJhIjoxfQ==\","
                + "\"integratedTime\":1624396085,\"logIndex\":5179,\"logID\":\"c0d2\"}}";
        Created logged = new Created(
                Instant.parse("2021-06-22T21:08:05Z"),
                "annotations[\"dev.sigstore.cosign/bundle\"].Payload.integratedTime");
        assertThat(age(derived(SIMPLE_SIGNING, Map.of(), Map.of(LOGGED, bundle))))
                .contains(logged);

        Created own = new Created(Instant.EPOCH, "payload");
        Payload payload = new Payload(BLOB, Optional.empty(), List.of(SUBJECT), Optional.of(own));
        assertThat(age(derived(SIMPLE_SIGNING, Map.of(), Map.of(LOGGED, bundle), payload)))
                .as("what is signed first")
                .contains(own);
        assertThat(age(Derivation.of(
                        digest("old"), manifest(SIMPLE_SIGNING, Map.of(), Map.of(LOGGED, bundle), List.of()), 7)))
                .as("by former rules")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "null",
                "[1624396085]",
                "{\"Payload\":1624396085}",
                "{\"Payload\":{\"integratedTime\":\"1624396085\"}}",
                "{\"Payload\":{\"integratedTime\":0}}",
                "{\"Payload\":{\"integratedTime\":-1}}",
                "{\"Payload\":{\"integratedTime\":253402300800}}",
                "{\"Payload\":{\"integratedTime\":99999999999999999999}}",
                "{\"Payload\":{\"integratedTime\":1e400}}"
            })
    void ofCosignThatHoldNoTimeSayNothing(String bundle) {
        assertThat(age(derived(SIMPLE_SIGNING, Map.of(), Map.of(LOGGED, bundle))))
                .isEmpty();
    }

    private static Optional<Created> age(Derivation derived) {
        List<Evidence> evidence = derived.evidence();
        return Age.of(derived.descriptor(), evidence);
    }

    private static Derivation derived(
            String layer, Map<String, String> ofManifest, Map<String, String> ofLayer, Payload... payloads) {
        Observation.Manifest manifest = manifest(layer, ofManifest, ofLayer, List.of(payloads));
        return Derivation.of(Digest.sha256(manifest.bytes()), manifest, Observation.RULES);
    }

    private static Observation.Manifest manifest(
            String layer, Map<String, String> ofManifest, Map<String, String> ofLayer, List<Payload> payloads) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("schemaVersion", 2).put("mediaType", MANIFEST);
        json.putObject("config")
                .put("mediaType", "application/vnd.oci.image.config.v1+json")
                .put("digest", OTHER.toString())
                .put("size", 2);
        ObjectNode only = json.putArray("layers")
                .addObject()
                .put("mediaType", layer)
                .put("digest", BLOB.toString())
                .put("size", 4);
        ofLayer.forEach(only.putObject("annotations")::put);
        ofManifest.forEach(json.putObject("annotations")::put);
        return new Observation.Manifest(Json.write(json), MANIFEST, payloads);
    }
}
