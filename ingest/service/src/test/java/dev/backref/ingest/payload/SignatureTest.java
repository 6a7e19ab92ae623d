package dev.backref.ingest.payload;

import static dev.backref.ingest.payload.Attestations.BLOB;
import static dev.backref.ingest.payload.Attestations.STATEMENT;
import static dev.backref.ingest.payload.Attestations.SUBJECT;
import static dev.backref.ingest.payload.Attestations.base64;
import static dev.backref.ingest.payload.Attestations.bytes;
import static dev.backref.ingest.payload.Attestations.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a signature is of stands in what was signed, and nowhere else that moves with it. */
class SignatureTest {
    private static final String SIMPLE = "cosign-simplesigning-payload.real.json";
    private static final String SIGNED_BY_COSIGN =
            "/captured/manifests/docker-registry-2.8.2/21-cosign3-sign-legacy__bench_app__sha256-b6d438922240.sig__655c176a0868.json";

    @Test
    void readsWhatCosignSigned() throws IOException {
        byte[] content = sample(SIMPLE);
        Digest blob = Digest.sha256(content);

        assertThat(layer()).as("what cosign pushed").isEqualTo(blob.toString());
        assertThat(PayloadReader.read(blob, content))
                .contains(new Payload(
                        blob,
                        Optional.empty(),
                        List.of(Digest.parse(
                                "sha256:b6d438922240b36c0abda62e524ac23d56587d40b4b63add175b5f07ab6d4e95")),
                        Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cosign container image signature",
                "atomic container signature",
                "https://sigstore.dev/cosign/sign/v1"
            })
    void readsSimpleSigningOfAnyType(String type) {
        assertThat(read(simple(type, "{\"creator\":\"x\",\"timestamp\":1458239713}")))
                .contains(of(new Created(Instant.parse("2016-03-17T18:35:13Z"), "optional.timestamp")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "{}",
                "{\"timestamp\":\"1458239713\"}",
                "{\"timestamp\":1458239713.5}",
                "{\"timestamp\":0}",
                "{\"timestamp\":-1}",
                "{\"timestamp\":253402300800}",
                "{\"timestamp\":18446744075167791329}",
                "{\"timestamp\":{}}"
            })
    void passesOverWhatIsNoTimestamp(String optional) {
        assertThat(read(simple("x", optional))).contains(of());
    }

    @Test
    void readsWhatNotationSigned() throws IOException {
        assertThat(PayloadReader.read(BLOB, sample("notation-jws-envelope.real.json")))
                .contains(new Payload(
                        BLOB,
                        Optional.empty(),
                        List.of(Digest.parse(
                                "sha256:b8479de3f88fb259a0a9ea82a5b2a052a1ef3c4ebbcfc61482d5ae4c831f8af9")),
                        Optional.of(new Created(
                                Instant.parse("2023-06-27T05:30:33Z"), "protected[\"io.cncf.notary.signingTime\"]"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.cncf.notary.signingTime", "io.cncf.notary.authenticSigningTime"})
    void readsWhenItWasSignedBySchemeOfSigning(String header) {
        assertThat(read(notary("{\"" + header + "\":\"2022-04-06T07:01:20Z\"}")))
                .contains(of(new Created(Instant.parse("2022-04-06T07:01:20Z"), "protected[\"" + header + "\"]")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"io.cncf.notary.signingTime\":\"yesterday\"}",
                "{\"io.cncf.notary.signingTime\":{}}",
                "{\"io.cncf.notary.expiry\":\"2022-04-06T07:01:20Z\"}"
            })
    void passesOverHeadersThatDoNotSay(String headers) {
        assertThat(read(notary(headers))).contains(of());
    }

    /** Anybody can put anything beside what is signed. */
    @Test
    void readsWhatIsSignedAndNotWhatStandsBeside() {
        String other = Digest.sha256(bytes("other")).toString();
        String beside = simple("x", "{\"timestamp\":1458239713}").replace(SUBJECT.toString(), other);
        String header = "\"header\":{\"io.cncf.notary.signingTime\":\"2022-04-06T07:01:20Z\"}";
        String target = "\"targetArtifact\":{\"digest\":\"" + other + "\"},";

        assertThat(read(notary("{}")
                        .replace("\"header\":{}", header)
                        .replaceFirst("\\{", beside.substring(0, beside.length() - 1) + "," + target)))
                .contains(of());
    }

    @Test
    void aBlobThatIsAStatementAsWellIsReadAsOne() {
        String simple = simple("x", "null");

        assertThat(read(simple.substring(0, simple.length() - 1) + "," + STATEMENT.substring(1)))
                .map(Payload::predicateType)
                .contains(Optional.of(Attestations.SLSA));
    }

    private static Optional<Payload> read(String content) {
        return PayloadReader.read(BLOB, bytes(content));
    }

    private static Payload of() {
        return new Payload(BLOB, Optional.empty(), List.of(SUBJECT), Optional.empty());
    }

    private static Payload of(Created created) {
        return new Payload(BLOB, Optional.empty(), List.of(SUBJECT), Optional.of(created));
    }

    private static String simple(String type, String optional) {
        return "{\"critical\":{\"identity\":{\"docker-reference\":\"\"},\"image\":{\"docker-manifest-digest\":\""
                + SUBJECT + "\"},\"type\":\"" + type + "\"},\"optional\":" + optional + "}";
    }

    private static String notary(String headers) {
        return "{\"payload\":\"" + base64("{\"targetArtifact\":{\"digest\":\"" + SUBJECT + "\"}}")
                + "\",\"protected\":\"" + base64(headers) + "\",\"header\":{},\"signature\":\"\"}";
    }

    private static String layer() throws IOException {
        try (InputStream manifest = SignatureTest.class.getResourceAsStream(SIGNED_BY_COSIGN)) {
            return Json.MAPPER
                    .readValue(Objects.requireNonNull(manifest), JsonNode.class)
                    .at("/layers/0/digest")
                    .asText();
        }
    }
}
