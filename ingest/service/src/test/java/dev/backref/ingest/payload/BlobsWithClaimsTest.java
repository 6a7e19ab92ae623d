package dev.backref.ingest.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobsWithClaimsTest {
    static final String IN_TOTO = "application/vnd.in-toto+json";
    static final Digest BLOB = digest(0);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.dev.sigstore.bundle.v0.3+json",
                "application/vnd.dev.sigstore.bundle+json;version=0.1",
                "application/vnd.dev.sigstore.bundle+json ; version=0.2",
                "application/vnd.dsse.envelope.v1+json",
                "APPLICATION/VND.DSSE.Envelope.V1+JSON",
                "Application/Vnd.In-Toto+Json",
                "application/vnd.in-toto.spdx+dsse",
                "application/vnd.in-toto.provenance+json"
            })
    void areThoseWithTheTypeOfAnAttestation(String mediaType) {
        assertThat(of(layers(layer(mediaType, BLOB, "")))).containsExactly(BLOB);
        assertThat(of("{\"blobs\":[" + layer(mediaType, BLOB, "") + "]}")).containsExactly(BLOB);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.dev.cosign.simplesigning.v2+json",
                "application/jose",
                "application/cose-key",
                "application/vnd.in-toto+jsonl",
                "application/vnd.in-toto.bundle",
                "application/vnd.in-toto.spdx+jsonl",
                "x/application/vnd.dsse.envelope.v1+json",
                "text/plain;application/vnd.dev.sigstore.bundle"
            })
    void areNoOthers(String mediaType) {
        assertThat(of(layers(layer(mediaType, BLOB, "")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-toto.io/predicate-type", "dev.sigstore.bundle.predicateType", "predicateType"})
    void areNoneOfWhichAnAnnotationTells(String name) {
        String annotated = ",\"annotations\":{\"other\":\"x\",\"" + name + "\":\"https://slsa.dev/provenance/v1\"}";
        String bare = layer(IN_TOTO, digest(1), ",\"annotations\":{\"other\":\"x\"}");

        assertThat(of(layers(layer(IN_TOTO, BLOB, annotated), bare))).containsExactly(digest(1));
        assertThat(of("{\"layers\":[" + bare + "]" + annotated + "}")).isEmpty();
        assertThat(of("{\"schemaVersion\":2" + annotated + ",\"layers\":[" + bare + "]}"))
                .isEmpty();
    }

    /** What an annotation says is what a statement attests, and never which image a signature is of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.dev.cosign.simplesigning.v1+json",
                "application/jose+json",
                "Application/JOSE+JSON; charset=utf-8",
                "application/cose",
                "application/cose; cose-type=\\\"cose-sign1\\\""
            })
    void areSignaturesWhateverAnAnnotationTells(String mediaType) {
        String annotated = ",\"annotations\":{\"predicateType\":\"https://slsa.dev/provenance/v1\"}";
        String layers = "\"layers\":[" + layer(IN_TOTO, digest(1), "") + "," + layer(mediaType, BLOB, annotated) + "]";

        assertThat(of("{" + layers + "}")).containsExactly(digest(1), BLOB);
        assertThat(of("{" + layers + annotated + "}")).containsExactly(BLOB);
    }

    @Test
    void attestationsThatAreNotReadLeaveRoomForSignatures() {
        String many = IntStream.range(1, 100)
                .mapToObj(number -> layer(IN_TOTO, digest(number), ""))
                .collect(Collectors.joining(","));
        String annotated = ",\"annotations\":{\"predicateType\":\"https://slsa.dev/provenance/v1\"}";

        assertThat(of("{\"layers\":[" + many + "," + layer("application/jose+json", BLOB, "") + "]" + annotated + "}"))
                .containsExactly(BLOB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in-toto.io/predicate-type", "dev.sigstore.bundle.predicateType"})
    void areThoseOfWhichAnAnnotationTellsThatTheyAreSignaturesOfCosign(String name) {
        String annotated = ",\"annotations\":{\"" + name + "\":\"https://sigstore.dev/cosign/sign/v1\"}";
        String bundle = layer("application/vnd.dev.sigstore.bundle.v0.3+json", BLOB, "");

        assertThat(of("{\"layers\":[" + bundle + "]" + annotated + "}")).containsExactly(BLOB);
        assertThat(of(layers(layer(IN_TOTO, BLOB, annotated)))).containsExactly(BLOB);
    }

    /** Whoever copies a signature writes the annotations: one that the index takes for that of a signature decides. */
    @Test
    void areSignaturesWhateverElseAnnotationsTellOfThem() {
        String type = "application/vnd.dev.sigstore.bundle.v0.3+json";
        String signed = "\"in-toto.io/predicate-type\":\"https://sigstore.dev/cosign/sign/v1\"";
        String other = "\"predicateType\":\"x\"";
        String content = "\"dev.sigstore.bundle.content\":\"message-signature\"";
        for (String both : List.of(signed + "," + other, other + "," + content)) {
            assertThat(of("{\"annotations\":{" + both + "},\"layers\":[" + layer(type, BLOB, "") + "]}"))
                    .containsExactly(BLOB);
            assertThat(of(layers(layer(type, BLOB, ",\"annotations\":{" + both + "}"))))
                    .containsExactly(BLOB);
        }
        String told = layer(type, BLOB, ",\"annotations\":{" + other + "}");
        assertThat(of("{\"layers\":[" + told + "],\"annotations\":{" + signed + "}}"))
                .containsExactly(BLOB);
        assertThat(of(layers(told))).isEmpty();
    }

    @Test
    void anAnnotationThatIsNoTextOrLongerThanTheIndexTakesTellsNothing() {
        String most = "x".repeat(Payload.LONGEST_PREDICATE_TYPE);

        assertThat(of(layers(layer(IN_TOTO, BLOB, ",\"annotations\":{\"predicateType\":\"" + most + "\"}"))))
                .isEmpty();
        assertThat(of(layers(layer(IN_TOTO, BLOB, ",\"annotations\":{\"predicateType\":\"" + most + "x\"}"))))
                .containsExactly(BLOB);
        assertThat(of(layers(layer(IN_TOTO, BLOB, ",\"annotations\":{\"predicateType\":{\"predicateType\":\"\"}}"))))
                .containsExactly(BLOB);
    }

    @Test
    void areTheFirstOfMany() {
        List<String> types = List.of(IN_TOTO, "application/jose+json");
        String many = IntStream.range(0, 10_000)
                .mapToObj(number -> layer(types.get(number % 2), digest(number / 2), ""))
                .collect(Collectors.joining(","));

        assertThat(of("{\"layers\":[" + many + "]}"))
                .isEqualTo(IntStream.range(0, Payload.MOST)
                        .mapToObj(BlobsWithClaimsTest::digest)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1048577", "1e9", "99999999999999999999999999999"})
    void areNoneThatAreSaidToBeTooLarge(String size) {
        assertThat(of(layers(
                        layer(IN_TOTO, BLOB, ",\"size\":" + size), layer(IN_TOTO, digest(1), ",\"size\":1048576"))))
                .containsExactly(digest(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "sha256:abc", "latest", "../../tags/list", "blake3:" + HEX, "md5:" + HEX, "sha384:" + HEX})
    void areNoneThatCannotBeVerified(String digest) {
        assertThat(of("{\"layers\":[{\"mediaType\":\"" + IN_TOTO + "\",\"digest\":\"" + digest + "\"}]}"))
                .isEmpty();
    }

    private static final String HEX = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "in-toto",
                "null",
                "\"in-toto\"",
                "[\"in-toto\"]",
                "{\"layers\":\"in-toto\"}",
                "{\"layers\":{\"mediaType\":\"application/vnd.in-toto+json\"}}",
                "{\"layers\":[\"in-toto\",1,null,[{}],{}]}",
                "{\"layers\":[{\"mediaType\":\"application/vnd.in-toto+json\",\"digest\":7,\"size\":[]}]}",
                "{\"layers\":[{\"mediaType\":[\"application/vnd.in-toto+json\"],\"annotations\":[7]}],\"annotations\":3}"
            })
    void ofWhatIsNoManifestThereAreNone(String manifest) {
        assertThat(of(manifest)).isEmpty();
    }

    @Test
    void ofAManifestThatIsCutThereAreNone() {
        byte[] whole = layers(layer(IN_TOTO, BLOB, ",\"annotations\":{\"a\":\"b\"},\"size\":12"))
                .getBytes(StandardCharsets.UTF_8);

        for (int length = 0; length < whole.length; length++) {
            assertThat(BlobsWithClaims.of(Arrays.copyOf(whole, length)))
                    .as("%d", length)
                    .isEmpty();
        }
        assertThat(BlobsWithClaims.of(whole)).containsExactly(BLOB);
    }

    @Test
    void ofAManifestThatIsNestedTooDeepThereAreNone() {
        assertThat(of("{\"in-toto\":" + "[".repeat(1_000_000))).isEmpty();
        assertThat(of("{\"layers\":[{\"annotations\":" + "{\"in-toto\":".repeat(100_000)))
                .isEmpty();
    }

    static List<Digest> of(String manifest) {
        return BlobsWithClaims.of(manifest.getBytes(StandardCharsets.UTF_8));
    }

    private static String layers(String... layers) {
        return "{\"schemaVersion\":2,\"layers\":[" + String.join(",", layers) + "]}";
    }

    static String layer(String mediaType, Digest digest, String more) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\"" + more + "}";
    }

    static Digest digest(int number) {
        return Digest.sha256(("blob " + number).getBytes(StandardCharsets.UTF_8));
    }
}
