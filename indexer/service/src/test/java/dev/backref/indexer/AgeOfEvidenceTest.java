package dev.backref.indexer;

import static dev.backref.indexer.ObservedLocation.AT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Payload;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A referrer with provenance of today and a scan of last month: whoever asks for a new scan is not given the other's age. */
class AgeOfEvidenceTest {
    private static final String PROVENANCE = "https://slsa.dev/provenance/v1";
    private static final String SCAN = "https://cosign.sigstore.dev/attestation/vuln/v1";
    private static final Instant TODAY = Instant.parse("2026-11-30T12:00:00Z");
    private static final Instant LAST_MONTH = TODAY.minus(Duration.ofDays(30));
    private static final SampleManifest APP = SampleManifest.image("app");

    private final ObservedLocation location = new ObservedLocation();

    @BeforeEach
    void find() {
        SampleManifest referrer = SampleManifest.referrer(APP, "application/vnd.in-toto+json", "two layers");
        ObjectNode json = Json.read(referrer.bytes(), ObjectNode.class);
        ArrayNode layers = json.putArray("layers");
        List<Payload> payloads = List.of(payload(PROVENANCE, TODAY), payload(SCAN, LAST_MONTH));
        payloads.forEach(payload -> layer(layers, "application/vnd.in-toto+json", payload.blob()));
        found(json, payloads);
    }

    private static void layer(ArrayNode layers, String mediaType, Digest blob) {
        layers.addObject()
                .put("mediaType", mediaType)
                .put("digest", blob.toString())
                .put("size", 6);
    }

    private void found(ObjectNode manifest, List<Payload> payloads) {
        byte[] bytes = Json.write(manifest);
        location.observe(
                new Source.Manifest(AT, Digest.sha256(bytes)),
                new Observation.Manifest(bytes, APP.mediaType(), payloads, Optional.empty()));
    }

    @AfterEach
    void close() {
        location.close();
    }

    @Test
    void isThatOfTheLayerThatIsMeant() {
        assertThat(newerThanAWeek(Set.of(), Set.of())).isEqualTo(1);
        assertThat(newerThanAWeek(Set.of(Kind.PROVENANCE), Set.of())).isEqualTo(1);
        assertThat(newerThanAWeek(Set.of(Kind.VULNERABILITY_SCAN), Set.of())).isZero();
        assertThat(newerThanAWeek(Set.of(), Set.of(SCAN))).isZero();
        assertThat(newerThanAWeek(Set.of(Kind.VULNERABILITY_SCAN), Set.of(PROVENANCE)))
                .as("no layer is both")
                .isZero();
    }

    /** Beside it lies a signature of today. */
    @Test
    void isThatOfTheManifestWhereThatSaysWhatItIs() {
        SampleManifest report = SampleManifest.referrer(
                APP, "application/sarif+json", Map.of("org.opencontainers.image.created", LAST_MONTH.toString()));
        ObjectNode json = Json.read(report.bytes(), ObjectNode.class);
        Payload signature = new Payload(
                Digest.sha256(Json.write("signature")),
                Optional.empty(),
                List.of(APP.digest()),
                Optional.of(new Created(TODAY, "payload")));
        ArrayNode layers = json.putArray("layers");
        layer(layers, "application/json", Digest.sha256(Json.write("report")));
        layer(layers, "application/jose+json", signature.blob());
        found(json, List.of(signature));
        assertThat(newerThanAWeek(Set.of(Kind.SIGNATURE), Set.of())).isEqualTo(1);
        assertThat(newerThanAWeek(Set.of(Kind.VULNERABILITY_SCAN), Set.of())).isZero();
    }

    private static Payload payload(String predicateType, Instant made) {
        return new Payload(
                Digest.sha256(Json.write(predicateType)),
                Optional.of(predicateType),
                List.of(APP.digest()),
                Optional.of(new Created(made, "payload")));
    }

    private int newerThanAWeek(Set<Kind> kinds, Set<String> predicateTypes) {
        ContentFilter content =
                new ContentFilter(kinds, predicateTypes, Map.of()).since(TODAY.minus(Duration.ofDays(7)));
        Filter filter = new Filter(Set.of(), Set.of(), Optional.empty(), content);
        SubjectQuery query = new SubjectQuery(APP.digest(), filter, Optional.empty(), 10, SimulatedIngest.ask());
        return SimulatedIngest.get(location.topology.lookups().subject(query))
                .referrers()
                .size();
    }
}
