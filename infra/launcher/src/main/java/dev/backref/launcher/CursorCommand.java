package dev.backref.launcher;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Json;
import dev.backref.launcher.config.ConfigFile;
import dev.backref.query.changes.FeedCursor;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "cursor",
        description = {
            "Shows where in the topic a cursor of the feed stands, or makes the cursor of places in the topic.",
            "An offset is that of the record to read next: what is before it was told, and what stands there or behind it"
                    + " was not. Readers of the topic take what is committed only (isolation.level=read_committed)."
                    + " Nobody is asked: whether a topic still has these offsets its broker knows."
        },
        mixinStandardHelpOptions = true)
final class CursorCommand implements Callable<Integer> {
    private static final Pattern PLACE = Pattern.compile("(\\d{1,9}):(\\d{1,18})");
    private static final String USUAL_PREFIX = "backref.";

    @ArgGroup(multiplicity = "1")
    private Given given = new Given();

    private static final class Given {
        @Parameters(index = "0", paramLabel = "CURSOR", description = "the id of an event, or the next of a page")
        private @Nullable String cursor;

        @Option(
                names = "--offsets",
                paramLabel = "PARTITION:OFFSET",
                split = ",",
                description = "prints the cursor that stands there, such as 0:12,1:40; of every partition of the topic")
        private @Nullable List<String> offsets;
    }

    /** Whose form it is printed in. */
    private enum Form {
        kcat,
        console,
        groups
    }

    @Option(
            names = "--as",
            paramLabel = "FORM",
            description =
                    "kcat, console: a line of options for each partition, for kcat or kafka-console-consumer."
                            + " groups: as kafka-consumer-groups --reset-offsets --from-file takes them, for a group of your own")
    private @Nullable Form form;

    @Option(names = "--json", description = "prints both as JSON")
    private boolean json;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "a configuration whose kafka.topicPrefix is not " + USUAL_PREFIX)
    private @Nullable Path config;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        FeedCursor cursor = cursor();
        String prefix = config == null
                ? USUAL_PREFIX
                : ConfigFile.readWithoutSecrets(config, System.getenv())
                        .broker()
                        .topicPrefix();
        String topic = IndexTopics.CHANGES.in(prefix);
        if (json) {
            out.println(json(cursor, topic));
        } else if (form != null) {
            each(cursor).forEach((partition, offset) -> out.println(line(form, topic, partition, offset)));
        } else if (given.offsets != null) {
            out.println(cursor);
        } else {
            out.println("topic: " + topic);
            out.printf(Locale.ROOT, "%-10s %s%n", "partition", "offset");
            each(cursor).forEach((partition, offset) -> out.printf(Locale.ROOT, "%-10d %d%n", partition, offset));
        }
        out.flush();
        return Exit.DONE;
    }

    private FeedCursor cursor() {
        try {
            FeedCursor cursor = given.offsets == null
                    ? FeedCursor.parse(String.valueOf(given.cursor))
                    : new FeedCursor(Position.GENERATION, inOrder(given.offsets));
            if (cursor.generation() != Position.GENERATION) {
                spec.commandLine()
                        .getErr()
                        .println("backref: the cursor is of generation " + cursor.generation()
                                + " of the index, and this version has " + Position.GENERATION
                                + ": its feed cannot go on there");
            }
            return cursor;
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(spec.commandLine(), String.valueOf(malformed.getMessage()));
        }
    }

    /** One partition left out would be read from its beginning or not at all. */
    private static List<Long> inOrder(List<String> places) {
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        for (String place : places) {
            Matcher parts = PLACE.matcher(place);
            if (!parts.matches()) {
                throw new IllegalArgumentException("--offsets: no PARTITION:OFFSET: \"" + place + "\"");
            }
            if (offsets.put(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2))) != null) {
                throw new IllegalArgumentException("--offsets: the partition is there twice: \"" + place + "\"");
            }
        }
        int partitions = offsets.lastKey() + 1;
        if (partitions != offsets.size()) {
            int missing = IntStream.range(0, partitions)
                    .filter(partition -> !offsets.containsKey(partition))
                    .findFirst()
                    .orElseThrow();
            throw new IllegalArgumentException(
                    "--offsets: partition " + missing + " is missing: \"" + String.join(",", places) + "\"");
        }
        return List.copyOf(offsets.values());
    }

    private static Map<Integer, Long> each(FeedCursor cursor) {
        Map<Integer, Long> offsets = new TreeMap<>();
        IntStream.range(0, cursor.next().size())
                .forEach(partition -> offsets.put(partition, cursor.next().get(partition)));
        return offsets;
    }

    private static String line(Form form, String topic, int partition, long offset) {
        return switch (form) {
            case kcat -> "-X isolation.level=read_committed -t " + topic + " -p " + partition + " -o " + offset;
            case console ->
                "--isolation-level read_committed --topic " + topic + " --partition " + partition + " --offset "
                        + offset;
            case groups -> topic + "," + partition + "," + offset;
        };
    }

    private record View(String cursor, int generation, String topic, List<PartitionView> offsets) {}

    private record PartitionView(int partition, long offset) {}

    private static String json(FeedCursor cursor, String topic) {
        List<PartitionView> offsets = each(cursor).entrySet().stream()
                .map(each -> new PartitionView(each.getKey(), each.getValue()))
                .toList();
        return new String(
                Json.write(new View(cursor.toString(), cursor.generation(), topic, offsets)), StandardCharsets.UTF_8);
    }
}
