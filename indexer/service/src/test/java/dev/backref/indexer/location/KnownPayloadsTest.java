package dev.backref.indexer.location;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

    /** Else a row of as many layers as there can be could become larger than a record. */
    @Test
    void areAsFewAsWereEverReadAndThoseFirstThatOnlyAPayloadCanHaveSaid() {
        String layer =
                "{%s,\"mediaType\":\"a/b\",\"kinds\":[\"attestation\"],\"predicateType\":\"https://example.org/v1\"%s}";
        String evidence = IntStream.rangeClosed(1, 1_000)
                .mapToObj(number -> layer.formatted(
                        "\"digest\":\"sha256:%064d\"".formatted(number),
                        number == 1_000 ? ",\"subjects\":[\"" + BLOB + "\"]" : ""))
                .collect(Collectors.joining(","));
        List<Payload> known = KnownPayloads.addTo(FOUND, Optional.of(rowOf("attestation", "", evidence)))
                .payloads();
        assertThat(known).hasSize(Payload.MOST);
        assertThat(known.get(0).subjects()).containsExactly(BLOB);
    }

    private static ManifestRow row(String kind, String more) {
        String layer = """
                {%s,"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","kinds":["%s"]}""";
        return rowOf(kind, more, layer.formatted(DIGEST, kind));
    }

    private static ManifestRow rowOf(String kind, String more, String evidence) {
        String json = """
                {"offset":1,"rules":6,%s"content":{"descriptor":{"mediaType":"a/b",%s,"size":1},"kinds":["%s"],"evidence":[
                 %s]},"looked":0}""";
        return Json.read(
                json.formatted(more, DIGEST, kind, evidence).getBytes(StandardCharsets.UTF_8), ManifestRow.class);
    }
}
