package dev.backref.launcher.standalone;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A push as a registry of some kind reports it, in {@code kinds.txt}: kind and file, repository and tag (or {@code -} where it
 * has none), then what has to be otherwise in the body. The digests in the body are those of a manifest that there is.
 *
 * @param changes of the body's text, by what stands there; {@code #a} is the digest, {@code #A} its hexadecimal part
 * @param headers with which it comes
 */
record KindPush(
        Kind kind,
        String file,
        String repository,
        Optional<String> tag,
        Map<String, String> changes,
        Map<String, String> headers) {
    private static final Path PAYLOADS = Path.of("../../ingest/service/src/test/resources/dev/backref/ingest/receive");
    private static final Path LIST = Path.of("src/test/resources/dev/backref/launcher/standalone/kinds.txt");

    /** One of each kind. */
    static List<KindPush> all() throws IOException {
        List<KindPush> all = new ArrayList<>();
        for (String entry : Files.readString(LIST).split("(^|\n)== ", -1)) {
            List<String> lines = entry.lines().filter(line -> !line.isBlank()).toList();
            if (!lines.isEmpty()) {
                all.add(read(lines));
            }
        }
        return all;
    }

    private static KindPush read(List<String> lines) throws IOException {
        String[] what = lines.get(0).split(" ", 2);
        String[] where = lines.get(1).split(" ", 2);
        Map<String, String> changes = new LinkedHashMap<>();
        lines.stream().skip(2).map(line -> line.split(" => ", 2)).forEach(each -> changes.put(each[0], each[1]));
        Kind kind = Stream.of(Kind.values())
                .filter(each -> each.word().equals(what[0]))
                .findFirst()
                .orElseThrow();
        Optional<String> tag = Optional.of(where[1]).filter(each -> !each.equals("-"));
        return new KindPush(kind, what[1], where[0], tag, changes, headers(kind, what[1]));
    }

    /** As they stand beside what is expected of the file. */
    private static Map<String, String> headers(Kind kind, String file) throws IOException {
        String expected = Files.readString(PAYLOADS.resolve(kind.word()).resolve("expected.txt"));
        Map<String, String> headers = new LinkedHashMap<>();
        ("\n" + expected)
                .split("\n== " + file + "\n", 2)[1]
                .lines()
                .takeWhile(line -> line.startsWith("> "))
                .map(line -> line.substring(2).split(": ", 2))
                .forEach(header -> headers.put(header[0], header[1]));
        return headers;
    }

    byte[] body(Digest digest) throws IOException {
        String body = Files.readString(PAYLOADS.resolve(kind.word()).resolve(file));
        for (Map.Entry<String, String> change : changes.entrySet()) {
            if (!body.contains(change.getKey())) {
                throw new IllegalStateException(file + " does not hold " + change.getKey());
            }
            body = body.replace(change.getKey(), change.getValue());
        }
        return body.replaceAll("sha256:[0-9A-Za-z.]+", digest.toString())
                .replace("#a", digest.toString())
                .replace("#A", digest.encoded())
                .getBytes(StandardCharsets.UTF_8);
    }
}
