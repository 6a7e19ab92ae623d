package dev.backref.faults.count;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backref.faults.parts.Kit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads topics as a Kafka client does that is not written in Java and not by us. */
public final class Kcat {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Kcat() {}

    /** All changes that are committed. */
    public static Heard read(String bootstrap) {
        Heard heard = new Heard();
        lines(bootstrap, "backref.changes", "%s\\n").map(Announcement::read).forEach(heard::add);
        return heard;
    }

    /** Whether each partition of the index has an indexer that owns it and another that follows, as they told last. */
    public static boolean everyPartitionIsHeldTwice(String bootstrap) {
        return isHeldTwice(lines(bootstrap, "backref.indexers", "%k %s\\n"));
    }

    /**
     * The same of what they told.
     *
     * @param told by line: the name of an indexer, a space, and what it told; nothing when it stopped
     */
    static boolean isHeldTwice(Stream<String> told) {
        Map<String, String> last = new HashMap<>();
        told.map(line -> line.split(" ", 2)).forEach(each -> last.put(each[0], each[1]));
        Set<Integer> active = new HashSet<>();
        Set<Integer> standby = new HashSet<>();
        for (String json : last.values()) {
            active.addAll(numbers(json, "active"));
            standby.addAll(numbers(json, "standby"));
        }
        return !active.isEmpty() && active.equals(standby);
    }

    private static List<Integer> numbers(String json, String field) {
        try {
            List<Integer> numbers = new ArrayList<>();
            JSON.readTree(json).path(field).forEach(each -> numbers.add(each.intValue()));
            return numbers;
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("not what an indexer tells: " + json, malformed);
        }
    }

    private static Stream<String> lines(String bootstrap, String topic, String format) {
        List<String> command = List.of(
                Kit.program("kcat"),
                "-C",
                "-q",
                "-e",
                "-b",
                bootstrap,
                "-t",
                topic,
                "-o",
                "beginning",
                "-X",
                "isolation.level=read_committed",
                "-f",
                format);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<String> all;
            try (BufferedReader lines = process.inputReader()) {
                all = lines.lines().toList();
            }
            if (process.onExit().join().exitValue() != 0) {
                throw new IllegalStateException("kcat gave " + process.exitValue());
            }
            return all.stream();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot run kcat", failed);
        }
    }
}
