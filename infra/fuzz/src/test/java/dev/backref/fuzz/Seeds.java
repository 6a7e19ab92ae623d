package dev.backref.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The manifests and payloads that the other modules' tests read, and what is only here: JSON, and in hexadecimal what is none. */
final class Seeds {
    private static final List<Path> FOLDERS = List.of(
            Path.of("../../indexer/service/src/test/resources/evidence-forms"),
            Path.of("../../indexer/service/src/test/resources/manifests"),
            Path.of("../../ingest/service/src/test/resources/captured/manifests"),
            Path.of("../../ingest/service/src/test/resources/evidence-forms"),
            Path.of("src/test/resources/payloads"),
            Path.of("src/test/resources/odd"));

    private Seeds() {}

    /** In an order that no file system changes: a run from one seed is to be the same elsewhere. */
    static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : FOLDERS) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(file -> file.toString().endsWith(".json") || isHex(file))
                        .sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }

    /** What a seed is. */
    static byte[] read(Path file) throws IOException {
        return isHex(file)
                ? HexFormat.of().parseHex(Files.readString(file).replace("\n", ""))
                : Files.readAllBytes(file);
    }

    /** The same files, with what is in hexadecimal as it is in a folder. */
    static List<Path> laidOut(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path file : files()) {
            files.add(isHex(file) ? Files.write(folder.resolve(file.getFileName()), read(file)) : file);
        }
        return files;
    }

    private static boolean isHex(Path file) {
        return file.toString().endsWith(".hex");
    }
}
