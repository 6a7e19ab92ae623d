package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A registry with a signed image, Backref before it, and clients that can ask either about the image. */
final class ClientRig implements AutoCloseable {
    static final String SBOM = "application/spdx+json";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern FALLBACK_TAG = Pattern.compile("/v2/app/manifests/sha256-[0-9a-f]{64}");

    final DockerRegistry registry;
    final BackrefProcess backref;
    final Clients clients;
    final Digest image;
    final Digest sbom;
    final Digest aboutSbom;
    final Digest cosigned;
    final Digest notarized;
    final Artifacts artifacts;

    /**
     * What is special about a registry.
     *
     * @param auth as its own configuration has it
     * @param keys of it in Backref's configuration
     * @param others registries beside it in Backref's configuration
     */
    record Setup(String auth, List<String> keys, List<String> others) {
        static Setup open(String history) {
            return new Setup("{}", List.of("history: " + history, "sweep: {every: never}"), List.of());
        }
    }

    /** Pushes as this user, whose logins are those for the registry. */
    interface Pusher {
        void login(Clients clients, String host) throws IOException;
    }

    private ClientRig(DockerRegistry registry, BackrefProcess backref, Clients clients) throws IOException {
        this.registry = registry;
        this.backref = backref;
        this.clients = clients;
        artifacts = new Artifacts(clients, registry.host());
        image = artifacts.pushImage("app", "v1");
        sbom = artifacts.attach("app@" + image, SBOM);
        aboutSbom = artifacts.attach("app@" + sbom, "application/vnd.example.review");
        cosigned = registry.attachedBy("app", () -> artifacts.signWithCosign("app", image));
        notarized = registry.attachedBy("app", () -> artifacts.signWithNotation("app", image, "jws"));
    }

    static ClientRig start(Path folder, Setup setup, Pusher pusher) throws IOException {
        int port = Daemon.freePort();
        URI hook = URI.create("http://127.0.0.1:" + port + "/hooks/local");
        DockerRegistry registry =
                DockerRegistry.start("docker-registry", folder, hook, BackrefProcess.SECRET, setup.auth());
        List<String> registries = new ArrayList<>(List.of(BackrefProcess.registry(
                "local", "http://" + registry.host(), setup.keys().toArray(String[]::new))));
        registries.addAll(setup.others());
        BackrefProcess backref = BackrefProcess.start(folder, port, registries);
        Clients clients = new Clients(Files.createDirectories(folder.resolve("clients"))).withKeys();
        pusher.login(clients, registry.host());
        return new ClientRig(registry, backref, clients);
    }

    /** The repository as it is addressed through Backref. */
    String here() {
        return backref.host() + "/local/app";
    }

    /** The repository as the registry has it. */
    String there() {
        return registry.host() + "/app";
    }

    /** Waits until the index holds what the storage does. */
    void awaitIndexed() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            var held = registry.referrers("app");
            assertThat(held.get(image)).hasSize(3);
            assertThat(backref.referrers("app", image)).isEqualTo(held.get(image));
            assertThat(backref.referrers("app", sbom)).isEqualTo(held.get(sbom));
        });
    }

    /** Runs a command here and at the registry; both must succeed, and find the same. */
    Asked asked(ClientCommand command) throws IOException, InterruptedException {
        String expected = finding(command, clients, there());
        assertThat(expected).isNotBlank();
        double found = backref.lookups("answered");
        double unknown = backref.lookups("unknown");
        int from = registry.log().mark();
        String finding = finding(command, clients, here());
        int to = registry.log().mark();
        assertThat(finding).isEqualTo(expected);
        return new Asked(
                backref.lookups("answered") - found,
                backref.lookups("unknown") - unknown,
                registry.log().ofClients(from, to),
                registry.log().accountsOfClients(from, to));
    }

    /**
     * What a command cost.
     *
     * @param fromTheIndex lookups of referrers that the index answered
     * @param sentToTheTag lookups that were answered with 404
     * @param requests that reached the registry, all of them through Backref
     * @param accounts that the registry let in for them
     */
    record Asked(double fromTheIndex, double sentToTheTag, List<RegistryLog.Request> requests, List<String> accounts) {
        /** Those for a fallback tag. */
        List<RegistryLog.Request> forFallbackTags() {
            return requests.stream()
                    .filter(request -> FALLBACK_TAG.matcher(request.uri()).matches())
                    .toList();
        }
    }

    private String finding(ClientCommand command, Clients by, String repository) {
        Kit.Ran ran = command.run(by, repository + "@" + image);
        assertThat(ran.exitCode()).as("%s: %s", command, ran.printed()).isZero();
        return command.finding(ran.printed(), repository);
    }

    @Override
    public void close() {
        backref.close();
        registry.close();
    }
}
