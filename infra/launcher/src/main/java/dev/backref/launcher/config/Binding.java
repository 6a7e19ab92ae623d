package dev.backref.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.IndexSettings.Freshness;
import dev.backref.indexer.contract.KindTable;
import dev.backref.ingest.contract.Topic;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.launcher.standalone.StandaloneSettings;
import dev.backref.launcher.topics.Topics;
import dev.backref.query.requirement.Requirements;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns the keys of a configuration into settings, and notes everything that is wrong on the way. */
final class Binding {
    private static final String EMBEDDED = "embedded";

    /** Senders give up long before. */
    private static final Duration LONGEST_HOOK = Duration.ofMinutes(1);

    /** Well within the 10 s after which Streams' transactions are aborted. */
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(5);

    /** An index that commits as seldom as it may, and is measured each second, is never so far behind by itself. */
    private static final Duration LEAST_LAG = Duration.ofSeconds(10);

    private static final Duration LONGEST_LAG = Duration.ofDays(1);

    /** Below it the write buffers of the stores fill faster than they are written away (indexer/RATIONALE.md). */
    private static final long LEAST_MEMORY = 16L << 20;

    private final JsonNode root;
    private final Environment environment;
    private final Path folder;
    private final Secrets secrets;
    private final long mostMemory;
    private final List<String> problems = new ArrayList<>();

    /**
     * @param folder that relative paths begin at
     * @param mostMemory that there is for the index, in bytes
     */
    Binding(JsonNode root, Environment environment, Path folder, Secrets secrets, long mostMemory) {
        this.root = root;
        this.environment = environment;
        this.folder = folder;
        this.secrets = secrets;
        this.mostMemory = mostMemory;
    }

    StandaloneSettings settings() {
        Section top = Section.hidden("", root, environment, problems);
        Path data =
                top.value("data", this::folder).orElse(folder.resolve("data")).normalize();
        StandaloneSettings.Http http = http(top.section("http"));
        StandaloneSettings.Broker broker = broker(top.hiddenSection("kafka"));
        Section index = top.hiddenSection("index");
        Effort effort = effort(index);
        StandaloneSettings.Peers peers = peers(index);
        index.refuseOthers();
        top.knows("kinds");
        KindTable kinds = new KindsBinding(problems).read(root.path("kinds"));
        top.knows("requirements");
        top.knows("verifiers");
        List<StandaloneSettings.Verifier> verifiers =
                new VerifiersBinding(environment, secrets, problems).read(root.path("verifiers"));
        Requirements requirements = new RequirementsBinding(verifiers, problems).read(root.path("requirements"));
        top.knows("registries");
        List<RegistrySettings> registries =
                new RegistriesBinding(environment, secrets, this::folder, problems).read(root.path("registries"));
        registries.forEach(registry -> checkTopic(registry, broker));
        top.refuseOthers();
        problems.addAll(environment.problems());
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
        return new StandaloneSettings(data, http, broker, registries, effort, peers, kinds, requirements, verifiers);
    }

    /** What is read from a topic of Backref's own would be written to it again, or to and fro between two of them. */
    private void checkTopic(RegistrySettings registry, StandaloneSettings.Broker broker) {
        registry.webhook()
                .flatMap(RegistrySettings.Webhook::topic)
                .filter(topic -> isOwn(topic, broker.topicPrefix()))
                .ifPresent(topic -> problems.add("registries[" + registry.name()
                        + "].intake.topic: is a name of Backref's own topics, with kafka.topicPrefix or another before it"
                        + Section.quote(topic)));
    }

    private static boolean isOwn(String topic, String prefix) {
        return (!prefix.isEmpty() && topic.startsWith(prefix))
                || topic.startsWith(prefix + "indexer-")
                || Topics.all().stream()
                        .map(Topic::name)
                        .anyMatch(own -> topic.equals(own) || topic.endsWith("." + own));
    }

    /** A folder, which need not be there yet. */
    private Path folder(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is no folder");
        }
        Path named = folder.resolve(text);
        if (Files.exists(named) && !Files.isDirectory(named)) {
            throw new IllegalArgumentException("is a file and no folder");
        }
        return named;
    }

    private static StandaloneSettings.Http http(Section http) {
        String host = http.value("host", Values::host).orElse("127.0.0.1");
        int port = http.value("port", Values.number(0, 65_535)).orElse(8080);
        Duration deadline =
                http.value("hookDeadline", Values.duration(LONGEST_HOOK)).orElse(Duration.ofMillis(800));
        Optional<Readers> readers = http.value("readers", Section.choice(Readers.class));
        if (readers.isEmpty()) {
            whyNotToBeReadByAnyone(host).ifPresent(why -> http.problem("host", why, host));
        }
        http.refuseOthers();
        return new StandaloneSettings.Http(host, port, deadline);
    }

    /** Who may read. */
    private enum Readers {
        ANYONE
    }

    private static Optional<String> whyNotToBeReadByAnyone(String host) {
        try {
            return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress)
                    ? Optional.empty()
                    : Optional.of("listens beyond loopback, where anyone who reaches it may read; say so with"
                            + " http.readers: anyone");
        } catch (UnknownHostException unknown) {
            return Optional.of("is no host that is known here");
        }
    }

    private static StandaloneSettings.Broker broker(Section kafka) {
        String bootstrap = kafka.value("bootstrap", text -> text.equals(EMBEDDED) ? text : Values.bootstrap(text))
                .orElse(EMBEDDED);
        Optional<Integer> port = kafka.value("port", Values.number(1, 65_535));
        if (port.isPresent() && !bootstrap.equals(EMBEDDED)) {
            kafka.problem(
                    "port",
                    "is the embedded broker's, and the broker is another",
                    port.get().toString());
        }
        String prefix = kafka.value("topicPrefix", Values::topicPrefix).orElse("backref.");
        int partitions = kafka.value("partitions", Values.number(1, 1_000)).orElse(4);
        Map<String, String> properties = kafka.map("properties");
        properties.forEach((name, value) -> hold(kafka, new KafkaProperty(name, value)));
        kafka.refuseOthers();
        return new StandaloneSettings.Broker(
                Optional.of(bootstrap).filter(address -> !address.equals(EMBEDDED)),
                port,
                prefix,
                partitions,
                properties);
    }

    private static void hold(Section kafka, KafkaProperty property) {
        String key = "properties." + property.name();
        property.problem().ifPresent(what -> {
            if (property.isShown()) {
                kafka.problem(key, what, property.value());
            } else {
                kafka.problem(key, what);
            }
        });
    }

    private Effort effort(Section index) {
        Duration commit = index.value("commitInterval", Values.duration(LONGEST_COMMIT))
                .orElse(Freshness.DEFAULT.commitInterval());
        Duration lag = index.value("longestLag", Values.duration(LEAST_LAG, LONGEST_LAG))
                .orElse(Freshness.DEFAULT.longestLag());
        int threads = index.value("threads", Values.number(1, 256)).orElse(Effort.DEFAULT.threads());
        int lookups = index.value("lookupThreads", Values.number(1, 256)).orElse(Effort.DEFAULT.lookupThreads());
        long memory =
                index.value("memory", Values.size(LEAST_MEMORY, mostMemory)).orElse(Effort.DEFAULT.memory());
        long answers = index.value("answers", Values.size(1, mostMemory)).orElse(Effort.DEFAULT.answers());
        int standbys = index.value("standbys", Values.number(0, 16)).orElse(Effort.DEFAULT.standbys());
        return new Effort(new Freshness(commit, lag), threads, lookups, memory, answers, standbys);
    }

    private StandaloneSettings.Peers peers(Section index) {
        return new StandaloneSettings.Peers(
                index.value("secret", secrets::parse), index.value("address", Values::httpAddress));
    }
}
