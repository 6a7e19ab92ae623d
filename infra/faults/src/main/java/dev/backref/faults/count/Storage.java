package dev.backref.faults.count;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The edges that a registry holds, read from the files of its filesystem driver. */
public final class Storage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final List<String> repositories;
    private final Map<String, Optional<String>> subjects = new HashMap<>(); // By digest: content never changes.

    public Storage(Path folder, List<String> repositories) {
        this.root = folder.resolve("docker/registry/v2");
        this.repositories = List.copyOf(repositories);
    }

    /** All edges that it holds now: its manifests that name a subject. Nothing may be pushed or deleted meanwhile. */
    public Set<Edge> edges() {
        Set<Edge> edges = new HashSet<>();
        for (String repository : repositories) {
            for (String hex : revisions(repository)) {
                subjectOf(hex).ifPresent(subject -> edges.add(new Edge(repository, subject, "sha256:" + hex)));
            }
        }
        return edges;
    }

    private List<String> revisions(String repository) {
        Path folder = root.resolve("repositories/" + repository + "/_manifests/revisions/sha256");
        try (Stream<Path> revisions = Files.list(folder)) {
            return revisions
                    .filter(revision -> Files.exists(revision.resolve("link"))) // A delete takes that alone away.
                    .map(revision -> revision.getFileName().toString())
                    .toList();
        } catch (NoSuchFileException nothingPushedYet) {
            return List.of();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read the registry's storage", failed);
        }
    }

    private Optional<String> subjectOf(String hex) {
        return subjects.computeIfAbsent(hex, this::readSubject);
    }

    private Optional<String> readSubject(String hex) {
        Path blob = root.resolve("blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data");
        try {
            JsonNode subject = JSON.readTree(blob.toFile()).at("/subject/digest");
            return Optional.ofNullable(subject.textValue());
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot read the registry's storage", failed);
        }
    }
}
