package dev.backref.launcher;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.receive.DeadLetterReplay;
import dev.backref.launcher.deadletters.DeadLetterLog;
import dev.backref.launcher.deadletters.Letter;
import dev.backref.launcher.deadletters.Place;
import dev.backref.launcher.deadletters.ReplayLog;
import dev.backref.launcher.deadletters.ShownLetter;
import dev.backref.launcher.standalone.PreparedTopics;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.StandaloneSettings;
import dev.backref.launcher.standalone.StartupFailure;
import dev.backref.launcher.terminal.Line;
import dev.backref.launcher.terminal.ProgressLine;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "dead-letters",
        description = {
            "Lists, shows, counts or replays what was refused and kept.",
            "list: a line for each that was not replayed yet, its place first. show: one with its headers and its body. count:"
                    + " how many there are, by reason and registry. replay: reads bodies of webhooks again, by this"
                    + " version's parsers and the configuration, and hands events on that could not be looked at; what is"
                    + " whole then is marked, and is replayed once only. A look that is refused once more makes a new"
                    + " dead letter."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:there is no such dead letter, or some that were to be replayed cannot be read now either",
            "2:the command line cannot be understood",
            "69:Kafka does not answer",
            "78:the configuration cannot be used"
        })
final class DeadLettersCommand implements Callable<Integer> {
    private enum Action {
        list,
        show,
        count,
        replay
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = "list",
            description = "${COMPLETION-CANDIDATES} (default: list)")
    private Action action = Action.list;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PLACE",
            description = "one of them, as list has it: partition@offset")
    private @Nullable String place;

    @Option(names = "--reason", paramLabel = "WORD", description = "only those of that reason")
    private @Nullable String reason;

    @Option(names = "--registry", paramLabel = "NAME", description = "only those of that registry")
    private @Nullable String registry;

    @Option(names = "--all", description = "replay all of them; list and count those that were replayed as well")
    private boolean all;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        boolean chosen = place != null || reason != null || registry != null || all;
        if ((action == Action.show && place == null) || (action == Action.replay && !chosen)) {
            throw new ParameterException(
                    spec.commandLine(),
                    action == Action.show
                            ? "show needs a place"
                            : "replay needs a place, --reason, --registry or --all");
        }
        StandaloneSettings settings = config.readWithoutSecrets();
        KafkaCluster cluster = ConfiguredBroker.of(settings);
        boolean there = new Progress(System.err)
                .during("Kafka at " + cluster.bootstrap(), () -> isThere(settings.broker(), cluster));
        try {
            int exit = there ? work(settings, cluster) : shown(List.of());
            spec.commandLine().getOut().flush();
            return exit;
        } catch (KafkaException silent) {
            throw new StartupFailure(settings.broker().refusal(String.valueOf(silent.getMessage())));
        }
    }

    /** Whether there are dead letters to work on. Only a replay writes, and so makes the topics that are missing. */
    private boolean isThere(StandaloneSettings.Broker broker, KafkaCluster cluster) {
        if (action == Action.replay) {
            PreparedTopics.on(broker, cluster);
            return true;
        }
        return PreparedTopics.has(broker, cluster, IngestTopics.DEAD_LETTERS);
    }

    private int work(StandaloneSettings settings, KafkaCluster cluster) {
        if (action == Action.replay) {
            // First it ends any other replay, whose last marks would be missed otherwise.
            try (ReplayLog replays = new ReplayLog(cluster);
                    DeadLetterLog log = new DeadLetterLog(cluster)) {
                return replay(new DeadLetterReplay(cluster, settings.registries()), replays, log);
            }
        }
        try (DeadLetterLog log = new DeadLetterLog(cluster)) {
            List<Letter> letters = chosen(log);
            return action == Action.show && !letters.isEmpty() ? show(log, letters.get(0)) : shown(letters);
        }
    }

    private int shown(List<Letter> letters) {
        return switch (action) {
            case list -> list(letters);
            case count -> count(letters);
            case show, replay -> none();
        };
    }

    private List<Letter> chosen(DeadLetterLog log) {
        return log.letters().stream().filter(this::isChosen).toList();
    }

    private boolean isChosen(Letter letter) {
        boolean shown =
                place == null ? all || !letter.replayed() : letter.place().equals(named(place));
        return shown
                && (reason == null || letter.refusal().reason().equals(reason))
                && (registry == null
                        || letter.registry().filter(registry::equals).isPresent());
    }

    private Place named(String text) {
        try {
            return Place.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(spec.commandLine(), String.valueOf(malformed.getMessage()));
        }
    }

    private int list(List<Letter> letters) {
        PrintWriter out = spec.commandLine().getOut();
        letters.forEach(letter -> out.println(Line.of(line(letter))));
        return Exit.DONE;
    }

    private static String line(Letter letter) {
        DeadLetter.Refusal why = letter.refusal();
        return letter.place() + " " + why.at() + " " + why.reason() + " "
                + letter.registry().orElse("-") + " " + why.origin() + (letter.replayed() ? " replayed" : "") + ": "
                + why.detail();
    }

    private int count(List<Letter> letters) {
        Map<String, Long> counts = new TreeMap<>(letters.stream()
                .collect(Collectors.groupingBy(
                        letter -> letter.refusal().reason() + " "
                                + letter.registry().orElse("-"),
                        Collectors.counting())));
        counts.forEach((what, many) -> spec.commandLine().getOut().println(Line.of(what) + " " + many));
        return Exit.DONE;
    }

    private int show(DeadLetterLog log, Letter chosen) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Line.of(line(chosen)));
        log.each((at, letter) -> {
            if (at.equals(chosen.place())) {
                ShownLetter.lines(letter, ProgressLine.isTerminal()).forEach(out::println);
            }
        });
        return Exit.DONE;
    }

    private int none() {
        spec.commandLine().getErr().println("backref: there is no such dead letter");
        spec.commandLine().getErr().flush();
        return Exit.FAILED;
    }

    private int replay(DeadLetterReplay replay, ReplayLog replays, DeadLetterLog log) {
        List<Letter> letters = chosen(log);
        if (place != null && letters.isEmpty()) {
            return none();
        }
        PrintWriter out = spec.commandLine().getOut();
        letters.stream()
                .filter(Letter::replayed)
                .forEach(letter -> out.println(letter.place() + " was replayed before"));
        Set<Place> open = letters.stream()
                .filter(letter -> !letter.replayed())
                .map(Letter::place)
                .collect(Collectors.toSet());
        Set<Place> whole = new HashSet<>();
        log.each((at, letter) -> {
            if (open.contains(at)) {
                DeadLetterReplay.Outcome outcome = replay.of(letter, log.name(at), Instant.now());
                replays.write(at, outcome);
                if (outcome.still().isEmpty()) {
                    whole.add(at);
                }
                out.println(at + " " + outcome.records().size() + " looks"
                        + outcome.still().map(why -> ", still: " + Line.of(why)).orElse(""));
            }
        });
        out.println("replayed " + whole.size() + " of " + open.size());
        return whole.size() == open.size() ? Exit.DONE : Exit.FAILED;
    }
}
