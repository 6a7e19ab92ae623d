package dev.backref.containers;

import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.referrer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.indexer.SampleManifest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From a push to a registry, over its webhook and an outside Kafka, to the answers and the feed. */
@NeedsEngine
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // Started before the first test.
class WholePathIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SBOM = "application/spdx+json";
    private static final String SECRET = "a-secret-for-the-hook";
    private static final String REPOSITORY = "team/service";

    @RegisterExtension
    static final Broker BROKER = new Broker();

    private RegistryContainer registry;
    private RegistryPush push;
    private BackrefProgram backref;
    private Feed feed;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        int port = freePort();
        Files.writeString(folder.resolve("secret"), SECRET);
        registry = new RegistryContainer(port, "/hooks/local", SECRET);
        registry.start();
        push = new RegistryPush(registry.url());
        backref = BackrefProgram.start(folder, port, configuration(port));
        feed = new Feed(backref.address());
    }

    @AfterAll
    void stop() {
        if (feed != null) {
            feed.close();
        }
        if (backref != null) {
            backref.close();
        }
        registry.close();
    }

    @Test
    void answersAndAnnouncesOnceWhatIsPushedToTheRegistryAndDeletedThere() throws IOException {
        SampleManifest subject = image("image");
        SampleManifest sbom = referrer(subject, SBOM, "an sbom");
        SampleManifest signature = referrer(subject, "application/vnd.cncf.notary.signature", "a signature");
        push.manifest(REPOSITORY, "latest", subject);
        push.manifest(REPOSITORY, sbom);
        awaitReferrers(subject, sbom);
        push.manifest(REPOSITORY, signature);
        push.manifest(REPOSITORY, sbom);
        awaitReferrers(subject, sbom, signature);
        push.delete(REPOSITORY, sbom.digest());
        awaitReferrers(subject, signature);

        assertThat(backref.json("/api/v1/subjects/" + subject.digest()).path("referrers"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("digest").asText())
                        .isEqualTo(signature.digest().toString()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(feed.announced(subject.digest().toString()))
                        .containsExactly(
                                "added " + sbom.digest(), "added " + signature.digest(), "removed " + sbom.digest()));
    }

    @Test
    void takesAManifestAsLargeAsRegistriesTakeWhateverTheBrokerTakesByDefault() throws IOException {
        SampleManifest subject = image("subject of a large one");
        SampleManifest large = referrer(subject, SBOM, Map.of("org.example.large", randomText(3_900_000)));
        push.manifest(REPOSITORY, large);

        awaitReferrers(subject, large);
    }

    private void awaitReferrers(SampleManifest subject, SampleManifest... expected) {
        List<String> digests = List.of(expected).stream()
                .map(manifest -> manifest.digest().toString())
                .toList();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(referrers(subject)).containsExactlyInAnyOrderElementsOf(digests));
    }

    private List<String> referrers(SampleManifest subject) throws IOException {
        String path = "/v2/local/" + REPOSITORY + "/referrers/" + subject.digest();
        return backref.json(path).path("manifests").findValuesAsText("digest");
    }

    /** What no compression makes much smaller; the same each time. */
    private static String randomText(int length) {
        Random random = new Random(4);
        StringBuilder text = new StringBuilder(length);
        random.ints(length, ' ' + 1, '~')
                .filter(character -> character != '"' && character != '\\')
                .forEach(text::appendCodePoint);
        return text.toString();
    }

    /** Registries in containers reach this machine, and not its loopback. */
    private String configuration(int port) {
        return """
                data: data
                http: {host: 0.0.0.0, port: %d, readers: anyone}
                kafka:
                  bootstrap: "%s"
                registries:
                  - name: local
                    url: "%s"
                    history: none
                    webhook: {secret: "file:secret"}
                """.formatted(port, BROKER.bootstrap(), registry.url());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
