package dev.backref.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** CNCF Distribution as a process that notifies Backref. What it holds is read from its storage, never from its API. */
final class DockerRegistry implements AutoCloseable {
    private final Daemon daemon;
    private final Path storage;
    private final int port;
    private final RegistryLog log;

    private DockerRegistry(Daemon daemon, Path storage, int port, RegistryLog log) {
        this.daemon = daemon;
        this.storage = storage;
        this.port = port;
        this.log = log;
    }

    /** Starts the kit's program of this name, open to everybody. */
    static DockerRegistry start(String program, Path folder, URI hook, String secret) throws IOException {
        return start(program, folder, hook, secret, "{}");
    }

    /** Starts the kit's program of this name, with what its configuration has for {@code auth}. */
    static DockerRegistry start(String program, Path folder, URI hook, String secret, String auth) throws IOException {
        int port = Daemon.freePort();
        Path storage = folder.resolve("storage");
        Path config = folder.resolve("registry.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: debug} # Only so does it tell who was let in.
                storage:
                  filesystem: {rootdirectory: "%s"}
                  delete: {enabled: true}
                http: {addr: "127.0.0.1:%d"}
                auth: %s
                notifications:
                  endpoints:
                    - name: backref
                      url: "%s"
                      headers: {Authorization: ["Bearer %s"]}
                      timeout: 3s
                      threshold: 3
                      backoff: 1s
                """.formatted(storage, port, auth, hook, secret));
        Path log = folder.resolve("registry.log");
        Daemon daemon = Daemon.start(
                log,
                URI.create("http://127.0.0.1:" + port + "/"), // Not /v2/, which may demand a login.
                Map.of(),
                List.of(Kit.program(program), "serve", config.toString()));
        return new DockerRegistry(daemon, storage, port, new RegistryLog(log, "http://127.0.0.1:" + port));
    }

    /** What it was asked. */
    RegistryLog log() {
        return log;
    }

    /** As clients name it. */
    String host() {
        return "127.0.0.1:" + port;
    }

    /** Its {@code rootdirectory}. */
    Path storage() {
        return storage;
    }

    /** The manifests of a repository that name a subject, by subject, as the storage has them. */
    Map<Digest, Set<Digest>> referrers(String repository) throws IOException {
        Map<Digest, Set<Digest>> found = new TreeMap<>();
        for (Digest digest : revisions(repository)) {
            JsonNode subject =
                    Json.MAPPER.readTree(blob(digest)).path("subject").path("digest");
            if (subject.isTextual()) {
                found.computeIfAbsent(Digest.parse(subject.textValue()), key -> new TreeSet<>())
                        .add(digest);
            }
        }
        return found;
    }

    /** The one manifest with a subject that a client adds to a repository: few of them tell which it is. */
    Digest attachedBy(String repository, Runnable client) throws IOException {
        Set<Digest> before = withSubject(repository);
        client.run();
        Set<Digest> added = withSubject(repository);
        added.removeAll(before);
        if (added.size() != 1) {
            throw new IllegalStateException("not one referrer was added to " + repository + ": " + added);
        }
        return added.iterator().next();
    }

    private Set<Digest> withSubject(String repository) throws IOException {
        Set<Digest> all = new TreeSet<>();
        referrers(repository).values().forEach(all::addAll);
        return all;
    }

    @Override
    public void close() {
        daemon.close();
    }

    private Set<Digest> revisions(String repository) throws IOException {
        Path folder = storage.resolve("docker/registry/v2/repositories/" + repository + "/_manifests/revisions/sha256");
        Set<Digest> found = new TreeSet<>();
        try (Stream<Path> revisions = Files.list(folder)) {
            for (Path revision : revisions.toList()) {
                if (Files.exists(revision.resolve("link"))) {
                    found.add(Digest.parse("sha256:" + revision.getFileName()));
                }
            }
        }
        return found;
    }

    private byte[] blob(Digest digest) throws IOException {
        String hex = digest.encoded();
        return Files.readAllBytes(
                storage.resolve("docker/registry/v2/blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data"));
    }
}
