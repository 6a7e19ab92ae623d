package dev.backref.faults.count;

import dev.backref.faults.parts.Kit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads the topic of changes as a Kafka client does that is not written in Java and not by us. */
public final class Kcat {
    private static final String TOPIC = "backref.changes";

    private Kcat() {}

    /** All that is committed in the topic. */
    public static Heard read(String bootstrap) throws InterruptedException {
        List<String> command = List.of(
                Kit.program("kcat"),
                "-C",
                "-q",
                "-e",
                "-b",
                bootstrap,
                "-t",
                TOPIC,
                "-o",
                "beginning",
                "-X",
                "isolation.level=read_committed",
                "-f",
                "%s\\n");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Heard heard = new Heard();
            try (BufferedReader lines = process.inputReader()) {
                lines.lines().map(Announcement::read).forEach(heard::add);
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException("kcat gave " + process.exitValue());
            }
            return heard;
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot run kcat", failed);
        }
    }
}
