package dev.backref.launcher.topics;

import dev.backref.indexer.Index;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.Topic;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topics that are missing, and tells where those that are there differ from what they must be. */
public final class Topics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String LARGEST = "max.message.bytes";
    private static final String TIMES = "message.timestamp.type";
    private static final String KEPT = "retention.ms";
    private static final String DELETES_KEPT = "delete.retention.ms";

    /** How long former versions had these kept, by name. */
    private static final Map<String, Duration> FORMERLY_KEPT =
            Map.of("location-signals", Duration.ofDays(1), "subject-facts", Duration.ofDays(7));

    /** Kafka's own time, which former versions left as it was. */
    private static final Duration DELETES_FORMERLY_KEPT = Duration.ofDays(1);

    private final KafkaCluster cluster;
    private final Admin admin;

    /**
     * Connects to the cluster; whether it answers shows later.
     *
     * @throws TopicsUnreachable when none of its names has an address
     * @throws ConfigException when Kafka's client cannot work with the properties
     */
    public Topics(KafkaCluster cluster) {
        if (Arrays.stream(cluster.bootstrap().split(",")).noneMatch(Topics::isKnownHost)) {
            throw new TopicsUnreachable("no host is known by the name in " + cluster.bootstrap(), null);
        }
        this.cluster = cluster;
        this.admin = connect(cluster);
    }

    private static boolean isKnownHost(String address) {
        try {
            return InetAddress.getAllByName(address.substring(0, address.lastIndexOf(':'))).length > 0;
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /** What Kafka says of a file that it cannot read, or a password that does not fit, stands in the last cause. */
    private static Admin connect(KafkaCluster cluster) {
        try {
            return Admin.create(cluster.client("backref-topics"));
        } catch (KafkaException failed) {
            Throwable last = failed;
            for (Throwable next = last.getCause(); next != null; next = next.getCause()) {
                last = next;
            }
            ConfigException refused = new ConfigException(String.valueOf(last.getMessage()));
            refused.initCause(failed);
            throw refused;
        }
    }

    /** Every topic of Backref, in the order of the data. */
    public static List<Topic> all() {
        return Stream.concat(IngestTopics.ALL.stream(), Index.topics().stream()).toList();
    }

    /**
     * Makes what is missing, and gives its names. Those that are there get the times of this version: who sets them is
     * nobody's choice, and was another in former ones. What a former version had kept for less time is kept for that of this one.
     *
     * @throws TopicsUnreachable when the cluster does not answer or refuses
     */
    public List<String> create() {
        Set<String> there = await(admin.listTopics().names());
        bringUpToDate(all().stream()
                .filter(topic -> there.contains(cluster.name(topic)))
                .toList());
        List<NewTopic> missing = all().stream()
                .filter(topic -> !there.contains(cluster.name(topic)))
                .map(this::newTopic)
                .toList();
        if (missing.isEmpty()) {
            return List.of();
        }
        List<String> created = new ArrayList<>();
        admin.createTopics(missing).values().forEach((name, made) -> {
            if (isMade(made)) {
                created.add(name);
            }
        });
        awaitKnown(missing.stream().map(NewTopic::name).toList());
        return created;
    }

    private void bringUpToDate(List<Topic> present) {
        Map<ConfigResource, Config> configs =
                await(admin.describeConfigs(present.stream().map(this::resource).toList())
                        .all());
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (Topic topic : present) {
            Config now = configs.getOrDefault(resource(topic), new Config(List.of()));
            List<AlterConfigOp> ofTopic = new ArrayList<>();
            value(now, TIMES)
                    .filter(times -> !times.equals(topic.config().get(TIMES)))
                    .ifPresent(times -> ofTopic.add(set(topic, TIMES)));
            if (isFormer(Optional.ofNullable(FORMERLY_KEPT.get(topic.name())), value(now, KEPT))) {
                ofTopic.add(set(topic, KEPT));
            }
            if (topic.retention().isEmpty() && isFormer(Optional.of(DELETES_FORMERLY_KEPT), value(now, DELETES_KEPT))) {
                ofTopic.add(set(topic, DELETES_KEPT));
            }
            if (!ofTopic.isEmpty()) {
                changes.put(resource(topic), ofTopic);
            }
        }
        if (changes.isEmpty()) {
            return;
        }
        try {
            await(admin.incrementalAlterConfigs(changes).all());
        } catch (TopicsUnreachable refused) { // As without the right to: the differences name each topic.
            LOG.atWarn()
                    .addKeyValue("error", refused.getMessage())
                    .log("topics of a former version stay as they were made");
        }
    }

    private static boolean isFormer(Optional<Duration> formerly, Optional<String> now) {
        return now.isPresent()
                && formerly.map(time -> Long.toString(time.toMillis())).equals(now);
    }

    private static AlterConfigOp set(Topic topic, String key) {
        return new AlterConfigOp(new ConfigEntry(key, topic.config().get(key)), AlterConfigOp.OpType.SET);
    }

    private static Optional<String> value(Config config, String key) {
        return Optional.ofNullable(config.get(key)).flatMap(entry -> Optional.ofNullable(entry.value()));
    }

    /** Whether it was made now; false when another process was faster. */
    private boolean isMade(KafkaFuture<Void> made) {
        try {
            await(made);
            return true;
        } catch (TopicsUnreachable failed) {
            if (failed.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw failed;
        }
    }

    /** The controller has made them; brokers learn of it a moment later, and until then deny them. */
    private void awaitKnown(List<String> names) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!await(admin.listTopics().names()).containsAll(names)) {
            if (System.nanoTime() > deadline) {
                throw new TopicsUnreachable("Kafka at " + cluster.bootstrap() + " does not show its new topics", null);
            }
        }
    }

    /** Whether one of them is there; fails as the others do. */
    public boolean has(Topic topic) {
        return await(admin.listTopics().names()).contains(cluster.name(topic));
    }

    /**
     * Every difference between what is there and what must be, one line each.
     *
     * @throws TopicsUnreachable when the cluster does not answer
     */
    public List<String> differences() {
        List<String> differences = new ArrayList<>();
        Set<String> there = await(admin.listTopics().names());
        List<Topic> present = new ArrayList<>();
        for (Topic topic : all()) {
            if (there.contains(cluster.name(topic))) {
                present.add(topic);
            } else {
                differences.add(cluster.name(topic) + ": is missing");
            }
        }
        Map<String, TopicDescription> described =
                await(admin.describeTopics(present.stream().map(cluster::name).toList())
                        .allTopicNames());
        Map<ConfigResource, Config> configs =
                await(admin.describeConfigs(present.stream().map(this::resource).toList())
                        .all());
        for (Topic topic : present) {
            partitions(topic, described).ifPresent(differences::add);
            differences.addAll(config(topic, configs));
        }
        return differences;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private NewTopic newTopic(Topic topic) {
        return new NewTopic(cluster.name(topic), Optional.of(cluster.partitions()), Optional.empty())
                .configs(topic.config());
    }

    private Optional<String> partitions(Topic topic, Map<String, TopicDescription> described) {
        String name = cluster.name(topic);
        int partitions = Optional.ofNullable(described.get(name))
                .map(description -> description.partitions().size())
                .orElse(0);
        return partitions == cluster.partitions()
                ? Optional.empty()
                : Optional.of(name + ": has " + partitions + " partitions, and kafka.partitions says "
                        + cluster.partitions());
    }

    private List<String> config(Topic topic, Map<ConfigResource, Config> configs) {
        List<String> differences = new ArrayList<>();
        Config config = configs.getOrDefault(resource(topic), new Config(List.of()));
        new TreeMap<>(topic.config()).forEach((key, wanted) -> {
            String value = value(config, key).orElse("");
            if (!isGoodEnough(key, wanted, value)) {
                differences.add(
                        cluster.name(topic) + ": " + key + " is \"" + value + "\", and must be \"" + wanted + "\"");
            }
        });
        return differences;
    }

    /** Longer retention and larger records than needed harm nobody. */
    private static boolean isGoodEnough(String key, String wanted, String value) {
        if (key.equals(KEPT) || key.equals(DELETES_KEPT) || key.equals(LARGEST)) {
            return value.equals("-1")
                    || (value.matches("\\d{1,18}")
                            && wanted.matches("\\d+")
                            && Long.parseLong(value) >= Long.parseLong(wanted));
        }
        return value.equals(wanted);
    }

    private ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, cluster.name(topic));
    }

    private <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new TopicsUnreachable("stopped", stopped);
        } catch (ExecutionException failed) {
            Throwable cause = Optional.ofNullable(failed.getCause()).orElse(failed);
            throw new TopicsUnreachable("Kafka at " + cluster.bootstrap() + ": " + cause.getMessage(), cause);
        } catch (TimeoutException tooLong) {
            throw new TopicsUnreachable(
                    "Kafka at " + cluster.bootstrap() + " did not answer within " + PATIENCE.toSeconds() + " s",
                    tooLong);
        }
    }
}
