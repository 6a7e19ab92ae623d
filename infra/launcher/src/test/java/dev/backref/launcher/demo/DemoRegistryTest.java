package dev.backref.launcher.demo;

import static dev.backref.launcher.demo.RunningRegistry.await;
import static dev.backref.launcher.demo.RunningRegistry.digest;
import static dev.backref.launcher.demo.RunningRegistry.header;
import static dev.backref.launcher.demo.RunningRegistry.location;
import static dev.backref.launcher.demo.RunningRegistry.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.net.BindException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoRegistryTest {
    private static final String UPLOADS = "/v2/team/app/blobs/uploads/";

    private RunningRegistry registry;

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        registry = new RunningRegistry(data);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void saysThatItIsARegistry() {
        HttpResponse<String> answer = registry.get("/v2/");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
    }

    @Test
    void givesAManifestBackByteForByte() {
        String manifest = registry.pushImage("team/app", "v1", "layer");

        HttpResponse<String> byTag = registry.get("/v2/team/app/manifests/v1");
        HttpResponse<String> byDigest = registry.get("/v2/team/app/manifests/" + digest(manifest));

        assertThat(byTag.body()).isEqualTo(manifest);
        assertThat(header(byTag, "Content-Type")).isEqualTo(SampleImage.MANIFEST);
        assertThat(header(byTag, "Docker-Content-Digest"))
                .isEqualTo(digest(manifest).toString());
        assertThat(byDigest.body()).isEqualTo(manifest);
    }

    @Test
    void tellsTheLengthOfAManifestAndABlobWithoutTheBody() {
        String manifest = registry.pushImage("team/app", "v1", "layer");

        HttpResponse<String> ofManifest = registry.send("HEAD", "/v2/team/app/manifests/v1", BodyPublishers.noBody());
        HttpResponse<String> ofBlob =
                registry.send("HEAD", "/v2/team/app/blobs/" + digest("layer"), BodyPublishers.noBody());

        assertThat(header(ofManifest, "Content-Length")).isEqualTo(Integer.toString(manifest.length()));
        assertThat(header(ofBlob, "Content-Length")).isEqualTo("5");
        assertThat(header(ofBlob, "Docker-Content-Digest"))
                .isEqualTo(digest("layer").toString());
    }

    @Test
    void takesABlobInChunksAndSaysHowFarItIs() {
        String upload = location(registry.send("POST", UPLOADS, BodyPublishers.noBody()));

        HttpResponse<String> first = registry.send("PATCH", upload, "first ", "Content-Range", "0-5");
        HttpResponse<String> status = registry.get(location(first));
        HttpResponse<String> second = registry.send("PATCH", location(first), "second", "Content-Range", "6-11");
        HttpResponse<String> done = registry.send(
                "PUT", location(second) + "?digest=" + digest("first second!"), "!", "Content-Range", "12-12");

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(header(first, "Range")).isEqualTo("0-5");
        assertThat(status.statusCode()).isEqualTo(204);
        assertThat(header(status, "Range")).isEqualTo("0-5");
        assertThat(header(second, "Range")).isEqualTo("0-11");
        assertThat(done.statusCode()).isEqualTo(201);
        assertThat(registry.get(location(done)).body()).isEqualTo("first second!");
    }

    @Test
    void takesABlobInOneRequest() {
        HttpResponse<String> done = registry.send("POST", UPLOADS + "?digest=" + digest("whole"), "whole");

        assertThat(done.statusCode()).isEqualTo(201);
        assertThat(registry.get(location(done)).body()).isEqualTo("whole");
    }

    @Test
    void takesALargeBlob() {
        String content = "0123456789abcdef".repeat(512 * 1024);

        Digest digest = registry.pushBlob("team/app", content);

        assertThat(registry.get("/v2/team/app/blobs/" + digest).body()).isEqualTo(content);
    }

    @Test
    void mountsABlobOfAnotherRepositoryAndOtherwiseBeginsAnUpload() {
        Digest known = registry.pushBlob("team/base", "shared");
        String from = "&from=team/base";

        HttpResponse<String> mounted =
                registry.send("POST", UPLOADS + "?mount=" + known + from, BodyPublishers.noBody());
        HttpResponse<String> begun =
                registry.send("POST", UPLOADS + "?mount=" + digest("other") + from, BodyPublishers.noBody());

        assertThat(mounted.statusCode()).isEqualTo(201);
        assertThat(registry.get("/v2/team/app/blobs/" + known).body()).isEqualTo("shared");
        assertThat(begun.statusCode()).isEqualTo(202);
        assertThat(location(begun)).startsWith(UPLOADS);
    }

    @Test
    void refusesAChunkThatIsNotTheNext() {
        String upload = location(registry.send("POST", UPLOADS, BodyPublishers.noBody()));

        HttpResponse<String> refused = registry.send("PATCH", upload, "late", "Content-Range", "10-13");

        assertThat(refused.statusCode()).isEqualTo(416);
        assertThat(refused.body()).contains("\"code\":\"BLOB_UPLOAD_INVALID\"");
        assertThat(header(registry.send("PATCH", upload, "first"), "Range")).isEqualTo("0-4");
    }

    @Test
    void refusesABlobWithAnotherDigestAndForgetsIt() {
        String upload = location(registry.send("POST", UPLOADS, BodyPublishers.noBody()));

        HttpResponse<String> refused = registry.send("PUT", upload + "?digest=" + digest("expected"), "different");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"code\":\"DIGEST_INVALID\"");
        assertThat(registry.get(upload).statusCode()).isEqualTo(404);
        assertThat(registry.get("/v2/team/app/blobs/" + digest("expected")).body())
                .contains("\"code\":\"BLOB_UNKNOWN\"");
    }

    @Test
    void forgetsAnUploadThatIsCancelled() {
        String upload = location(registry.send("POST", UPLOADS, BodyPublishers.noBody()));

        HttpResponse<String> cancelled = registry.send("DELETE", upload, BodyPublishers.noBody());

        assertThat(cancelled.statusCode()).isEqualTo(204);
        assertThat(registry.get(upload).body()).contains("\"code\":\"BLOB_UPLOAD_UNKNOWN\"");
    }

    @Test
    void refusesAManifestWithAnotherDigest() {
        registry.pushImage("team/app", "v1", "layer");

        HttpResponse<String> refused =
                registry.pushManifest("team/app", digest("other").toString(), manifest("layer"));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"code\":\"DIGEST_INVALID\"");
    }

    @Test
    void refusesAManifestThatIsTooLong() {
        HttpResponse<String> refused =
                registry.pushManifest("team/app", "v1", " ".repeat(Manifests.LARGEST) + manifest("layer"));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("\"code\":\"SIZE_INVALID\"");
    }

    @Test
    void refusesAManifestWhoseBlobsAreNotThere() {
        registry.pushBlob("team/app", "{}");

        HttpResponse<String> refused = registry.pushManifest("team/app", "v1", manifest("never pushed"));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"code\":\"MANIFEST_BLOB_UNKNOWN\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "[]", "{\"schemaVersion\": 1}", "{\"mediaType\": \"text/plain\"}"})
    void refusesWhatIsNoManifest(String body) {
        HttpResponse<String> refused = registry.pushManifest("team/app", "v1", body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"code\":\"MANIFEST_INVALID\"");
    }

    @Test
    void takesAManifestWhoseSubjectIsNotThere() {
        registry.pushImage("team/app", "v1", "layer");
        String referrer = manifest("layer")
                .replace(
                        "{\"schemaVersion\"",
                        "{\"subject\": " + RunningRegistry.descriptor(SampleImage.MANIFEST, "never pushed")
                                + ", \"schemaVersion\"");

        HttpResponse<String> pushed =
                registry.pushManifest("team/app", digest(referrer).toString(), referrer);

        assertThat(pushed.statusCode()).isEqualTo(201);
        assertThat(header(pushed, "OCI-Subject")).isEmpty();
    }

    @Test
    void hasNoReferrersApiSoThatClientsKeepTheFallbackTag() {
        registry.pushImage("team/app", "v1", "layer");

        HttpResponse<String> answer = registry.get("/v2/team/app/referrers/" + digest("any"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("NAME_UNKNOWN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/Team/tags/list",
                "/v2/team//app/tags/list",
                "/v2/team/%2e%2e/app/tags/list",
                "/v2/_blobs/tags/list",
                "/v2/team/app/%00/tags/list"
            })
    void refusesWhatIsNoRepositoryName(String path) {
        HttpResponse<String> refused = registry.get(path);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"code\":\"NAME_INVALID\"");
    }

    @Test
    void readsADigestThatIsPercentEncoded() {
        Digest digest = registry.pushBlob("team/app", "content");

        assertThat(registry.get("/v2/team/app/blobs/sha256%3A" + digest.encoded())
                        .body())
                .isEqualTo("content");
    }

    @Test
    void forgetsAManifestWithItsTagsWhenItIsDeletedByDigest() {
        String manifest = registry.pushImage("team/app", "v1", "layer");
        registry.pushManifest("team/app", "latest", manifest);
        registry.pushImage("team/app", "v2", "other");

        HttpResponse<String> deleted =
                registry.send("DELETE", "/v2/team/app/manifests/" + digest(manifest), BodyPublishers.noBody());

        assertThat(deleted.statusCode()).isEqualTo(202);
        assertThat(registry.get("/v2/team/app/manifests/" + digest(manifest)).body())
                .contains("\"code\":\"MANIFEST_UNKNOWN\"");
        assertThat(registry.get("/v2/team/app/tags/list").body()).contains("[\"v2\"]");
    }

    @Test
    void keepsTheManifestWhenATagIsDeleted() {
        String manifest = registry.pushImage("team/app", "v1", "layer");

        HttpResponse<String> deleted = registry.send("DELETE", "/v2/team/app/manifests/v1", BodyPublishers.noBody());

        assertThat(deleted.statusCode()).isEqualTo(202);
        assertThat(registry.get("/v2/team/app/manifests/v1").statusCode()).isEqualTo(404);
        assertThat(registry.get("/v2/team/app/manifests/" + digest(manifest)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void keepsWhatWasPushedOverARestart() {
        String manifest = registry.pushImage("team/app", "v1", "layer");

        registry.restart();

        assertThat(registry.get("/v2/team/app/manifests/v1").body()).isEqualTo(manifest);
        assertThat(registry.get("/v2/team/app/blobs/" + digest("layer")).body()).isEqualTo("layer");
        assertThat(registry.get("/v2/_catalog").body()).isEqualTo("{\"repositories\":[\"team/app\"]}");
    }

    @Test
    void namesAPortThatIsTaken(@TempDir Path other) {
        DemoRegistry.Settings settings = new DemoRegistry.Settings(
                other, registry.port(), registry.hook().address(), RunningRegistry.SECRET);

        assertThatThrownBy(() -> await(DemoRegistry.start(registry.vertx(), settings)))
                .cause()
                .isInstanceOf(BindException.class)
                .hasMessageContaining("127.0.0.1:" + registry.port());
    }
}
