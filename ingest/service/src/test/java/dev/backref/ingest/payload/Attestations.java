package dev.backref.ingest.payload;

import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/** Attestations that tests read, by the names of their parts. */
final class Attestations {
    static final Digest BLOB = Digest.sha256(bytes("blob"));
    static final Digest SUBJECT = Digest.sha256(bytes("subject"));
    static final String SLSA = "https://slsa.dev/provenance/v1";
    static final String STATEMENT = statement(SLSA, "{}");

    private Attestations() {}

    static String statement(String predicateType, String predicate) {
        return "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"app\",\"digest\":{\"sha256\":\""
                + SUBJECT.encoded() + "\"}}],\"predicateType\":\"" + predicateType + "\",\"predicate\":" + predicate
                + "}";
    }

    static String envelope(String payload) {
        return "{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"" + payload + "\",\"signatures\":[]}";
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(bytes(text));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] cosigns() throws IOException {
        return sample("sigstore-bundle-v03-blob.cosign-sign.real.json");
    }

    static byte[] sample(String name) throws IOException {
        try (InputStream blob = Attestations.class.getResourceAsStream("/evidence-forms/" + name)) {
            return Objects.requireNonNull(blob, name).readAllBytes();
        }
    }
}
