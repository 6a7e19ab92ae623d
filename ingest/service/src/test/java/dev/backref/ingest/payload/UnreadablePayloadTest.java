package dev.backref.ingest.payload;

import static dev.backref.ingest.payload.Attestations.BLOB;
import static dev.backref.ingest.payload.Attestations.SLSA;
import static dev.backref.ingest.payload.Attestations.STATEMENT;
import static dev.backref.ingest.payload.Attestations.base64;
import static dev.backref.ingest.payload.Attestations.bytes;
import static dev.backref.ingest.payload.Attestations.cosigns;
import static dev.backref.ingest.payload.Attestations.envelope;
import static dev.backref.ingest.payload.Attestations.sample;
import static dev.backref.ingest.payload.Attestations.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Payload;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs are whatever somebody pushed. */
class UnreadablePayloadTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "null",
                "7",
                "\"text\"",
                "[]",
                "[{\"_type\":\"https://in-toto.io/Statement/v1\"}]",
                "{}",
                "{\"_type\":\"https://in-toto.io/Statement/v1\"}",
                "{\"_type\":\"https://example.org/Statement/v1\",\"predicateType\":\"x\"}",
                "{\"_type\":7,\"predicateType\":\"x\"}",
                "{\"payload\":\"\"}",
                "{\"payload\":\"!\"}",
                "{\"payload\":\"bm8ganNvbg\"}",
                "{\"payload\":{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"x\"}}",
                "{\"dsseEnvelope\":\"e30=\"}",
                "{\"dsseEnvelope\":{\"payload\":7}}",
                "{\"messageSignature\":{\"messageDigest\":\"SHA2_256\"}}",
                "{\"messageSignature\":{\"messageDigest\":{\"algorithm\":\"SHA2_256\",\"digest\":\"!\"}}}",
                "{\"verificationMaterial\":{\"tlogEntries\":{\"integratedTime\":7}}}",
                "{\"critical\":{\"image\":{\"docker-manifest-digest\":7}}}",
                "{\"critical\":{\"image\":{\"docker-manifest-digest\":\"latest\"}}}",
                "{\"critical\":{\"image\":\"sha256:abc\"},\"optional\":null}",
                "{\"critical\":[{\"image\":{}}],\"optional\":[7]}",
                "<html></html>"
            })
    void whatIsNoAttestationSaysNothing(String content) {
        assertThat(read(content)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[{\"targetArtifact\":{}}]",
                "{\"targetArtifact\":\"sha256:abc\"}",
                "{\"targetArtifact\":{\"digest\":7}}",
                "{\"targetArtifact\":{\"digest\":\"sha256:abc\"}}",
                "{\"targetArtifact\":{\"digest\":{\"digest\":\"\"}}}"
            })
    void aSignatureThatNamesNoDigestSaysNothing(String payload) {
        assertThat(read("{\"payload\":\"" + base64(payload) + "\",\"protected\":\"!\"}"))
                .isEmpty();
        assertThat(read(payload)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cosign-simplesigning-payload.real.json", "notation-jws-envelope.real.json"})
    void aSignatureThatIsCutSaysNothing(String sample) throws IOException {
        byte[] whole = sample(sample);
        for (int length = 0; length < whole.length; length++) {
            assertThat(PayloadReader.read(BLOB, Arrays.copyOf(whole, length)))
                    .as("%d", length)
                    .isEmpty();
        }
    }

    @Test
    void whatIsCutSaysNothing() throws IOException {
        byte[] whole = cosigns();
        for (int length = 0; length < whole.length; length++) {
            assertThat(PayloadReader.read(BLOB, Arrays.copyOf(whole, length)))
                    .as("%d", length)
                    .isEmpty();
        }
        byte[] statement = bytes(STATEMENT);
        for (int length = 0; length < statement.length; length++) {
            byte[] cut = Arrays.copyOf(statement, length);
            assertThat(read(envelope(Base64.getEncoder().encodeToString(cut))))
                    .as("%d", length)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sigstore-bundle-v03-blob.cosign-sign.real.json",
                "cosign-simplesigning-payload.real.json",
                "notation-jws-envelope.real.json"
            })
    void whateverIsChangedCanBeWritten(String sample) throws IOException {
        byte[] whole = sample(sample);
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = whole.clone();
            for (int change = 0; change <= round % 5; change++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            assertThatCode(() -> PayloadReader.read(BLOB, changed).ifPresent(Json::write))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void whatIsNestedTooDeepSaysNothing() {
        String deep = "[".repeat(400_000);

        assertThat(read(deep)).isEmpty();
        assertThat(read("{\"x\":".repeat(150_000))).isEmpty();
        assertThat(read(envelope(base64(deep)))).isEmpty();
        assertThat(read("{\"payload\":\"" + base64(deep) + "\",\"protected\":\"" + base64(deep) + "\"}"))
                .isEmpty();
        assertThat(read("{\"critical\":{\"image\":" + "{\"docker-manifest-digest\":".repeat(30_000)))
                .isEmpty();
        assertThat(read(statement(SLSA, "[".repeat(200) + "]".repeat(200)))).isEmpty();
    }

    private static Optional<Payload> read(String content) {
        return PayloadReader.read(BLOB, bytes(content));
    }
}
