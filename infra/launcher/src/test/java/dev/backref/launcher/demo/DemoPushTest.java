package dev.backref.launcher.demo;

import static dev.backref.launcher.demo.RunningRegistry.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoPushTest {
    private RunningRegistry registry;
    private DemoPush push;

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        registry = new RunningRegistry(data);
        push = new DemoPush(registry.vertx(), registry.address("/"));
    }

    @AfterEach
    void stop() {
        await(push.close());
        registry.close();
    }

    @Test
    void pushesAnImageThatWasNeverPushedBefore() {
        Pushed first = await(push.image("demo/app", "v1"));
        Pushed second = await(push.image("demo/app", "v2"));

        assertThat(first.digest()).isNotEqualTo(second.digest());
        assertThat(registry.get("/v2/demo/app/manifests/v1").body()).hasSize((int) first.size());
        assertThat(manifest(first).at("/config/mediaType").asText()).isEqualTo(first.artifactType());
    }

    @Test
    void packsALayerThatIsTheOneItsConfigNames() throws IOException {
        SampleImage image = SampleImage.fresh(java.time.Instant.EPOCH);
        byte[] tar = new GZIPInputStream(
                        new ByteArrayInputStream(image.layer().content().getBytes()))
                .readAllBytes();

        JsonNode config = Json.read(image.config().content().getBytes(), JsonNode.class);
        assertThat(config.at("/rootfs/diff_ids/0").asText())
                .isEqualTo(Digest.sha256(tar).toString());
        assertThat(new String(tar, 0, 5, US_ASCII)).isEqualTo("hello");
        assertThat(new String(tar, 257, 8, US_ASCII)).isEqualTo("ustar\00000");
        assertThat(Integer.parseInt(new String(tar, 148, 6, US_ASCII), 8)).isEqualTo(checksum(tar));
        assertThat(tar.length % 512).isZero();
    }

    @ParameterizedTest
    @EnumSource(Evidence.class)
    void attachesEvidenceToWhatItIsAbout(Evidence kind) {
        Pushed image = await(push.image("demo/app", "v1"));

        Pushed attached = await(push.attach(image, kind));

        JsonNode manifest = manifest(attached);
        assertThat(manifest.at("/subject/digest").asText())
                .isEqualTo(image.digest().toString());
        assertThat(manifest.at("/subject/size").asLong()).isEqualTo(image.size());
        assertThat(manifest.path("artifactType").asText()).isEqualTo(kind.artifactType());
        assertThat(manifest.path("annotations").has("org.opencontainers.image.created"))
                .isTrue();
        assertThat(manifest.path("layers")).hasSize(1);
        assertThat(registry.get(blob(manifest)).body()).isNotEmpty();
    }

    @Test
    void keepsTheReferrersTagWhereThereIsNoReferrersApi() {
        Pushed image = await(push.image("demo/app", "v1"));
        Pushed signature = await(push.attach(image, Evidence.SIGNATURE));
        Pushed sbom = await(push.attach(image, Evidence.SBOM));

        JsonNode index = read(
                registry.get("/v2/demo/app/manifests/sha256-" + image.digest().encoded())
                        .body());

        assertThat(index.path("manifests"))
                .extracting(entry -> entry.path("digest").asText())
                .containsExactly(signature.reference(), sbom.reference());
        assertThat(index.path("manifests"))
                .extracting(entry -> entry.path("artifactType").asText())
                .containsExactly("application/vnd.cncf.notary.signature", "application/spdx+json");
    }

    @Test
    void statesTheProvenanceOfTheImage() {
        Pushed image = await(push.image("demo/app", "v1"));

        JsonNode manifest = manifest(await(push.attach(image, Evidence.PROVENANCE)));

        JsonNode statement = read(registry.get(blob(manifest)).body());
        assertThat(manifest.path("layers")
                        .path(0)
                        .path("annotations")
                        .path("in-toto.io/predicate-type")
                        .asText())
                .isEqualTo("https://slsa.dev/provenance/v1")
                .isEqualTo(statement.path("predicateType").asText());
        assertThat(statement.at("/subject/0/digest/sha256").asText())
                .isEqualTo(image.digest().encoded());
    }

    @Test
    void describesTheImageInSpdx() {
        Pushed image = await(push.image("demo/app", "v1"));

        JsonNode sbom = read(registry.get(blob(manifest(await(push.attach(image, Evidence.SBOM)))))
                .body());

        assertThat(sbom.path("spdxVersion").asText()).isEqualTo("SPDX-2.3");
        assertThat(sbom.at("/packages/0/checksums/0/checksumValue").asText())
                .isEqualTo(image.digest().encoded());
    }

    @Test
    void signsTheDescriptorOfTheImage() throws GeneralSecurityException {
        Pushed image = await(push.image("demo/app", "v1"));

        JsonNode envelope = read(registry.get(blob(manifest(await(push.attach(image, Evidence.SIGNATURE)))))
                .body());

        JsonNode payload = read(new String(decode(envelope.path("payload")), UTF_8));
        assertThat(payload.at("/targetArtifact/digest").asText())
                .isEqualTo(image.digest().toString());
        assertThat(verifies(envelope)).isTrue();
    }

    @Test
    void saysWhatTheRegistryAnswered() {
        assertThatThrownBy(() -> await(push.image("Not/Allowed", "v1")))
                .hasMessageContaining("/v2/Not/Allowed/blobs/")
                .hasMessageContaining(": 400");
    }

    @Test
    void saysWhereNothingAnswers() {
        DemoPush nowhere = new DemoPush(registry.vertx(), URI.create("http://127.0.0.1:1"));

        assertThatThrownBy(() -> await(nowhere.image("demo/app", "v1")))
                .hasMessageContaining("http://127.0.0.1:1/v2/demo/app/blobs/")
                .hasMessageContaining("nothing answers there");
    }

    private JsonNode manifest(Pushed pushed) {
        return read(registry.get("/v2/" + pushed.repository() + "/manifests/" + pushed.digest())
                .body());
    }

    private static String blob(JsonNode manifest) {
        return "/v2/demo/app/blobs/" + manifest.at("/layers/0/digest").asText();
    }

    private static JsonNode read(String json) {
        return Json.read(json.getBytes(UTF_8), JsonNode.class);
    }

    private static byte[] decode(JsonNode text) {
        return Base64.getUrlDecoder().decode(text.asText());
    }

    private static int checksum(byte[] tar) {
        int sum = 0;
        for (int at = 0; at < 512; at++) {
            sum += at >= 148 && at < 156 ? ' ' : tar[at];
        }
        return sum;
    }

    private static boolean verifies(JsonNode envelope) throws GeneralSecurityException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        JsonNode key = envelope.at("/header/jwk");
        ECPoint point = new ECPoint(new BigInteger(1, decode(key.path("x"))), new BigInteger(1, decode(key.path("y"))));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class))));
        String input = envelope.path("protected").asText() + "."
                + envelope.path("payload").asText();
        signature.update(input.getBytes(US_ASCII));
        return signature.verify(decode(envelope.path("signature")));
    }
}
