package dev.backref.launcher.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a real registry sent while many tools pushed to it, and what it held when they were done. */
final class Capture {
    private static final Path FOLDER = Path.of("../../ingest/service/src/test/resources/captured");
    private static final int SHORT = 12;

    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, SampleManifest> manifests = new HashMap<>();
    private final Map<Source, SampleManifest> held = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();

    /**
     * A delivery.
     *
     * @param step what a tool did to the registry just before
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
    record Sent(String step, List<Map.Entry<String, String>> headers, byte[] body) {
        Optional<String> header(String name) {
            return headers.stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }

    private Capture() {}

    /** Reads the capture of a registry, and follows it to its end. */
    static Capture of(String registry) throws IOException {
        Capture capture = new Capture();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(FOLDER.resolve("manifests").resolve(registry))) {
            for (Path file : files) {
                capture.manifest(Files.readAllBytes(file));
            }
        }
        for (String line : Files.readAllLines(FOLDER.resolve(registry + ".jsonl"))) {
            capture.delivery(Json.read(line.getBytes(StandardCharsets.UTF_8), JsonNode.class));
        }
        return capture;
    }

    private void manifest(byte[] bytes) {
        String mediaType = Json.read(bytes, JsonNode.class).path("mediaType").asText(SampleManifest.MANIFEST);
        manifests.put(Digest.sha256(bytes).toString(), new SampleManifest(bytes, mediaType));
    }

    private void delivery(JsonNode line) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        line.path("headers")
                .forEach(header -> headers.add(
                        Map.entry(header.get(0).asText(), header.get(1).asText())));
        String step = line.path("step").asText();
        byte[] body = line.path("body_raw").asText().getBytes(StandardCharsets.UTF_8);
        Sent delivery = new Sent(step.substring(step.indexOf('.') + 1), headers, body);
        sent.add(delivery);
        JsonNode json = Json.read(body, JsonNode.class);
        if (delivery.header("ce-type").isEmpty()) {
            json.path("events").forEach(event -> distributionEvent(delivery, event));
        } else if (delivery.header("ce-type").orElse("").endsWith(".image.updated")) {
            String reference = json.path("reference").asText();
            String tag = reference.startsWith("sha256:") ? "" : reference;
            pushed(
                    delivery,
                    json.path("name").asText(),
                    tag,
                    json.path("digest").asText());
        }
    }

    private void distributionEvent(Sent delivery, JsonNode event) {
        JsonNode target = event.path("target");
        String repository = target.path("repository").asText();
        String digest = target.path("digest").asText();
        String action = event.path("action").asText();
        if (action.equals("push") && target.path("url").asText().contains("/manifests/")) {
            pushed(delivery, repository, target.path("tag").asText(), digest);
        } else if (action.equals("delete")) {
            held.remove(new Source.Manifest(at(repository), Digest.parse(digest)));
        }
    }

    private void pushed(Sent delivery, String repository, String tag, String digest) {
        SampleManifest manifest =
                Optional.ofNullable(manifests.get(digest)).orElseThrow(() -> new IllegalStateException(digest));
        held.put(new Source.Manifest(at(repository), manifest.digest()), manifest);
        if (!tag.isEmpty()) {
            held.put(new Source.Tag(at(repository), tag), manifest);
        }
        names.putIfAbsent(digest, delivery.step());
    }

    /** Where that is does not matter: one registry serves what it holds under every name that it has. */
    private static Location at(String repository) {
        return new Location("captured", repository);
    }

    List<Sent> sent() {
        return sent;
    }

    /** Serves what was held at the end. */
    void serveFrom(FakeRegistry registry) {
        held.forEach(registry::put);
    }

    Set<String> repositories() {
        Set<String> repositories = new TreeSet<>();
        held.keySet().forEach(source -> repositories.add(source.location().repository()));
        return repositories;
    }

    /** Everything that was ever pushed or referred to. */
    Set<Digest> digests() {
        Set<Digest> digests = new TreeSet<>();
        manifests.values().forEach(manifest -> {
            digests.add(manifest.digest());
            JsonNode subject = Json.read(manifest.bytes(), JsonNode.class).at("/subject/digest");
            Digest.tryParse(subject.asText()).ifPresent(digests::add);
        });
        return digests;
    }

    /** The step that pushed it first; what nobody pushed has no better name than its digest. */
    String name(Digest digest) {
        return Optional.ofNullable(names.get(digest.toString()))
                .orElse(digest.encoded().substring(0, SHORT));
    }
}
