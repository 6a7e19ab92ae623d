package dev.backref.launcher.demo;

import static dev.backref.launcher.demo.RunningRegistry.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotificationsTest {
    private RunningRegistry registry;
    private Hook hook;

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        registry = new RunningRegistry(data);
        hook = registry.hook();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void tellsOfAPushWhatCncfDistributionTells() {
        String manifest = registry.pushImage("team/app", "v1", "layer");

        await().until(() -> hook.deliveries().size() == 1);

        Hook.Delivery delivery = hook.deliveries().get(0);
        JsonNode target = delivery.target();
        assertThat(delivery.contentType()).isEqualTo("application/vnd.docker.distribution.events.v1+json");
        assertThat(delivery.authorization()).isEqualTo("Bearer " + RunningRegistry.SECRET);
        assertThat(delivery.event().fieldNames())
                .toIterable()
                .containsExactly("id", "timestamp", "action", "target", "request", "actor", "source");
        assertThat(target.fieldNames())
                .toIterable()
                .containsExactly("mediaType", "size", "digest", "length", "repository", "url", "tag");
        assertThat(target.path("digest").asText()).isEqualTo(digest(manifest).toString());
        assertThat(target.path("size").asInt()).isEqualTo(manifest.length());
        assertThat(registry.get(target.path("url").asText()).body()).isEqualTo(manifest);
    }

    @Test
    void namesNoTagWhenAManifestIsPushedByDigest() {
        registry.pushImage("team/app", "v1", "layer");
        String digest = digest(RunningRegistry.manifest("layer")).toString();
        registry.pushManifest("team/app", digest, RunningRegistry.manifest("layer"));

        await().until(() -> hook.deliveries().size() == 2);

        assertThat(hook.deliveries().get(1).target().has("tag")).isFalse();
    }

    @Test
    void tellsOfPullsAndDeletes() {
        String manifest = registry.pushImage("team/app", "v1", "layer");
        String digest = digest(manifest).toString();
        registry.get("/v2/team/app/manifests/v1");
        registry.send("DELETE", "/v2/team/app/manifests/v1", BodyPublishers.noBody());
        registry.pushManifest("team/app", "v2", manifest);
        registry.send("DELETE", "/v2/team/app/manifests/" + digest, BodyPublishers.noBody());

        await().until(() -> hook.deliveries().size() == 6);

        assertThat(hook.accepted())
                .containsExactly(
                        "push team/app:v1",
                        "pull team/app:v1",
                        "delete team/app:v1",
                        "push team/app:v2",
                        "delete team/app@" + digest,
                        "delete team/app:v2");
        assertThat(hook.deliveries().get(2).target().fieldNames()).toIterable().containsExactly("repository", "tag");
        assertThat(hook.deliveries().get(4).target().fieldNames()).toIterable().containsExactly("digest", "repository");
    }

    @Test
    void repeatsWhatWasRefusedBeforeAnythingBehindIt() {
        hook.answerFirst(503, 503, 500);
        registry.pushImage("team/app", "v1", "one");
        registry.pushImage("team/app", "v2", "two");
        registry.pushImage("team/app", "v3", "three");

        await().until(() -> hook.accepted().size() == 3);

        assertThat(hook.accepted()).containsExactly("push team/app:v1", "push team/app:v2", "push team/app:v3");
        List<Hook.Delivery> first = hook.deliveries().subList(0, 4);
        assertThat(first).extracting(Hook.Delivery::answered).containsExactly(503, 503, 500, 200);
        assertThat(first)
                .extracting(Hook.Delivery::body)
                .containsOnly(first.get(0).body());
    }
}
