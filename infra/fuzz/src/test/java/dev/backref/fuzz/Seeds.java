package dev.backref.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The manifests and payloads that the other modules' tests read, and what is only here. */
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
                all.filter(file -> file.toString().endsWith(".json")).sorted().forEach(files::add);
            }
        }
        return files;
    }
}
