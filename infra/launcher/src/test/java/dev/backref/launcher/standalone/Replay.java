package dev.backref.launcher.standalone;

import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.SweepSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A registry that sends what was captured from a real one, every delivery three times, shuffled.
 *
 * @param name as Backref knows it
 * @param registry holds what was there at the end of the capture
 */
record Replay(String name, RegistrySettings.Kind kind, Capture capture, FakeRegistry registry, long seed) {
    private static final int TIMES = 3;
    private static final String SECRET = "kit-webhook-secret";
    private static final Set<String> OF_THE_CLIENT = Set.of("Host", "Content-Length");
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** As the operator of a registry that was empty before configures it; the captured deliveries know the secret. */
    RegistrySettings settings() {
        return new RegistrySettings(
                name,
                registry.url(),
                kind,
                RegistryHistory.NONE,
                Optional.of(new RegistrySettings.Webhook(() -> SECRET)),
                new RegistrySettings.Access(Optional.empty(), new RegistrySettings.Budget(32, 10_000), Set.of()),
                SweepSettings.ON_REQUEST);
    }

    /** Sends everything, byte for byte. */
    void deliver(URI hook) {
        List<Capture.Sent> deliveries = new ArrayList<>();
        for (int time = 0; time < TIMES; time++) {
            deliveries.addAll(capture.sent());
        }
        Collections.shuffle(deliveries, new Random(seed));
        deliveries.forEach(delivery -> post(hook, delivery.headers(), delivery.body()));
    }

    /** Holds another manifest from now on, and tells of it. */
    void push(URI hook, Location at, SampleManifest manifest) {
        String digest = manifest.digest().toString();
        registry.put(new Source.Manifest(at, manifest.digest()), manifest);
        Map.Entry<String, String> proof = Map.entry("Authorization", "Bearer " + SECRET);
        switch (kind) {
            case DISTRIBUTION -> {
                Map<String, String> target =
                        Map.of("repository", at.repository(), "digest", digest, "mediaType", manifest.mediaType());
                Map<String, Object> event = Map.of("action", "push", "target", target);
                post(hook, List.of(proof), Json.write(Map.of("events", List.of(event))));
            }
            case ZOT ->
                post(
                        hook,
                        List.of(
                                proof,
                                Map.entry("Ce-Specversion", "1.0"),
                                Map.entry("Ce-Type", "zotregistry.image.updated")),
                        Json.write(Map.of("name", at.repository(), "reference", digest, "digest", digest)));
            default -> throw new IllegalStateException("nothing of this kind was captured: " + kind);
        }
    }

    private static void post(URI hook, List<Map.Entry<String, String>> headers, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(hook).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.stream()
                .filter(header -> !OF_THE_CLIENT.contains(header.getKey()))
                .forEach(header -> request.header(header.getKey(), header.getValue()));
        try {
            int status = CLIENT.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status != 202) {
                throw new IllegalStateException(hook + " answered " + status);
            }
        } catch (IOException failed) {
            throw new IllegalStateException(hook + " does not answer", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
