package dev.backref.indexer;

import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Relation;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Manifests that real tools pushed, or that stand in specifications, each with what it must become. */
public final class Corpus {
    private static final String DEFAULT_TYPE = "application/vnd.oci.image.manifest.v1+json";

    /** What was captured of two registries lies with those who parse it; all else beside its table. */
    private static final Path CAPTURED = Path.of("../../ingest/service/src/test/resources/captured/manifests");

    /** Stands behind the name of a file whose digests are filled up: specifications cut them short. */
    private static final String COMPLETED = " completed";

    private static final Pattern CUT = Pattern.compile("\"sha256:([0-9a-f]+)(?:\\.\\.\\.)?\"");
    private static final int DIGITS = 64;

    private Corpus() {}

    /** An edge, its digests cut to twelve characters. */
    public record Said(Form form, String subject, String referrer) {
        static Said read(String words) {
            String[] parts = words.split(" ", -1);
            return new Said(Form.parse(parts[0]), parts[1], parts[2]);
        }
    }

    /** A relation that is no evidence, to a manifest whose digest is cut likewise. */
    public record Named(Relation relation, String other) {
        static Named read(String words) {
            String[] parts = words.split(" ", -1);
            return new Named(Relation.parse(parts[0]), parts[1]);
        }
    }

    /**
     * One of them.
     *
     * @param name of its file, and how that was changed
     * @param tag under which it was pushed
     * @param refused whether its subject cannot be read
     * @param said the edges that follow from it, wherever its referrers are
     * @param named what it is related to and no evidence of
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
    public record Sample(
            String name,
            Optional<String> tag,
            boolean refused,
            Set<Said> said,
            Set<Named> named,
            Optional<String> artifactType,
            Set<Kind> kinds,
            byte[] bytes) {
        public String file() {
            return name.replace(COMPLETED, "");
        }

        public Digest digest() {
            return Digest.sha256(bytes);
        }

        public Observation.Manifest manifest() {
            return new Observation.Manifest(bytes, DEFAULT_TYPE);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Those of a folder, as its table has them. */
    public static List<Sample> of(String folder) {
        return lines(resources(folder).resolve("expected.csv"))
                .filter(line -> !line.startsWith("#"))
                .map(line -> sample(folder, line))
                .toList();
    }

    /** The files of a folder that its table must have. */
    public static Set<String> files(String folder) {
        try (Stream<Path> all = Files.walk(root(folder))) {
            return all.map(path -> root(folder).relativize(path).toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .collect(Collectors.toSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** One of those of a folder. */
    public static Sample of(String folder, String name) {
        return of(folder).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no sample: " + name));
    }

    private static Sample sample(String folder, String line) {
        String[] columns = Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new);
        boolean refused = columns[2].equals("refused");
        return new Sample(
                columns[0],
                Optional.of(columns[1]).filter(tag -> !tag.isEmpty()),
                refused,
                refused ? Set.of() : words(columns[2], ", ").map(Said::read).collect(Collectors.toSet()),
                words(columns[3], ", ").map(Named::read).collect(Collectors.toSet()),
                Optional.of(columns[4]).filter(type -> !type.isEmpty()),
                words(columns[5], " ").map(Kind::parse).collect(Collectors.toSet()),
                content(folder, columns[0]));
    }

    private static byte[] content(String folder, String name) {
        byte[] bytes = bytes(root(folder).resolve(name.replace(COMPLETED, "") + ".json"));
        return name.endsWith(COMPLETED)
                ? completed(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
                : bytes;
    }

    private static String completed(String json) {
        return CUT.matcher(json)
                .replaceAll(digest -> "\"sha256:" + digest.group(1)
                        + "0".repeat(DIGITS - digest.group(1).length()) + "\"");
    }

    private static Stream<String> words(String text, String between) {
        return text.isEmpty() ? Stream.of() : Arrays.stream(text.split(between));
    }

    private static Stream<String> lines(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8).lines();
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path root(String folder) {
        return folder.equals("captured") ? CAPTURED : resources(folder);
    }

    private static Path resources(String folder) {
        try {
            return Path.of(Corpus.class.getResource("/" + folder).toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
