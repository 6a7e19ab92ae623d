package dev.backref.launcher;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.StandaloneSettings;
import dev.backref.launcher.standalone.StartupFailure;
import dev.backref.launcher.topics.Topics;
import dev.backref.launcher.topics.TopicsUnreachable;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "topics",
        description = {
            "Prints, creates or verifies the topics.",
            "print: each topic with its key's part that chooses the partition, and how long it is kept; and the broker's"
                    + " address. create: makes those that are missing. verify: tells where they differ from what they"
                    + " must be, and exits with 1 if they do."
        },
        mixinStandardHelpOptions = true)
final class TopicsCommand implements Callable<Integer> {
    private enum Action {
        print,
        create,
        verify
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = "print",
            description = "${COMPLETION-CANDIDATES} (default: print)")
    private Action action = Action.print;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        StandaloneSettings settings = config.readWithoutSecrets();
        PrintWriter out = spec.commandLine().getOut();
        Optional<String> address = ConfiguredBroker.address(settings);
        if (action == Action.print) {
            print(settings, address, out);
            return Exit.DONE;
        }
        KafkaCluster cluster = ConfiguredBroker.of(settings);
        return new Progress(System.err).during("Kafka at " + cluster.bootstrap(), () -> work(settings, cluster, out));
    }

    private int work(StandaloneSettings settings, KafkaCluster cluster, PrintWriter out) {
        try (Topics topics = new Topics(cluster)) {
            return action == Action.create ? create(topics, out) : verify(topics, out);
        } catch (TopicsUnreachable unreachable) {
            throw new StartupFailure(settings.broker().refusal(unreachable.reason()));
        }
    }

    private static void print(StandaloneSettings settings, Optional<String> address, PrintWriter out) {
        String kind = settings.broker().bootstrap().isPresent() ? "" : "embedded, ";
        out.println("broker: " + kind + address.orElse("not started on this data yet"));
        out.printf(Locale.ROOT, "%-28s %-14s %-10s %s%n", "topic", "partitioned by", "partitions", "kept");
        for (Topic topic : Topics.all()) {
            out.printf(
                    Locale.ROOT,
                    "%-28s %-14s %-10d %s%n",
                    topic.in(settings.broker().topicPrefix()),
                    topic.partitionedBy().name().toLowerCase(Locale.ROOT),
                    settings.broker().partitions(),
                    topic.retention()
                            .map(Duration::toDays)
                            .map(days -> days + " d")
                            .orElse("compacted"));
        }
        out.flush();
    }

    private static int create(Topics topics, PrintWriter out) {
        List<String> created = topics.create();
        created.forEach(name -> out.println("created " + name));
        if (created.isEmpty()) {
            out.println("all topics are there");
        }
        return verify(topics, out);
    }

    private static int verify(Topics topics, PrintWriter out) {
        List<String> differences = topics.differences();
        differences.forEach(out::println);
        if (differences.isEmpty()) {
            out.println("all topics are as they must be");
        }
        out.flush();
        return differences.isEmpty() ? Exit.DONE : Exit.FAILED;
    }
}
