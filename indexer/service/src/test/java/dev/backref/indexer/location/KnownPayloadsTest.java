package dev.backref.indexer.location;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows as they were written before what payloads say was kept in them, and since. */
class KnownPayloadsTest {
    private static final Digest BLOB = Digest.sha256("bundle".getBytes(StandardCharsets.UTF_8));
    private static final String DIGEST = "\"digest\":\"" + BLOB + "\"";
    private static final Observation.Manifest FOUND = new Observation.Manifest(new byte[0], "a/b");

    /** By what followed from them: that a bundle is a signature can be of a table as well. */
    @ParameterizedTest
    @CsvSource({"signature, message-signature", "attestation,"})
    void areTakenForWhatAPayloadSaidWhereItWasNotKept(String kind, String content) {
        Optional<Payload> known = Optional.ofNullable(content)
                .map(holds -> new Payload(BLOB, Optional.empty(), List.of(), Optional.empty(), Optional.of(holds)));
        assertThat(KnownPayloads.addTo(FOUND, Optional.of(row(kind, ""))).payloads())
                .containsExactlyElementsOf(known.stream().toList());
    }

    @ParameterizedTest
    @CsvSource({"signature", "attestation"})
    void sayWhatAPayloadSaid(String kind) {
        Payload said = new Payload(BLOB, Optional.of("https://slsa.dev/provenance/v1"), List.of(), Optional.empty());
        String kept = "\"payloads\":[" + new String(Json.write(said), StandardCharsets.UTF_8) + "],";
        assertThat(KnownPayloads.addTo(FOUND, Optional.of(row(kind, kept))).payloads())
                .containsExactly(said);
        assertThat(KnownPayloads.addTo(FOUND, Optional.of(row(kind, "\"payloads\":[],")))
                        .payloads())
                .isEmpty();
    }

    private static ManifestRow row(String kind, String more) {
        String json = """
                {"offset":1,"rules":6,%s"content":{"descriptor":{"mediaType":"a/b",%s,"size":1},"kinds":["%s"],"evidence":[
                 {%s,"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","kinds":["%s"]}]},"looked":0}""";
        return Json.read(
                json.formatted(more, DIGEST, kind, DIGEST, kind).getBytes(StandardCharsets.UTF_8), ManifestRow.class);
    }
}
