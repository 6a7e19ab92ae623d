package dev.backref.launcher.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * A property of the operator's for Kafka's clients. Kafka ignores what it does not know, and does as it is told with what
 * it knows; both can cost records, so each is held against what the clients know and what Backref rests on.
 */
record KafkaProperty(String name, String value) {
    private static final List<Map<String, ConfigDef.ConfigKey>> CLIENTS = Stream.of(
                    ProducerConfig.configDef(),
                    ConsumerConfig.configDef(),
                    AdminClientConfig.configDef(),
                    StreamsConfig.configDef())
            .map(ConfigDef::configKeys)
            .toList();

    /** What Streams takes for one client of its own. */
    private static final Pattern FOR_ONE_CLIENT =
            Pattern.compile("^(?:(?:main|restore|global)\\.consumer|consumer|producer|admin)\\.");

    /** What classes of the operator's may read, under names that only they know. */
    private static final Pattern OF_PLUGINS =
            Pattern.compile("(?:sasl|ssl|config\\.providers|metrics\\.context)\\..+|(?:.+\\.)?interceptor\\..+");

    /** The topics that Streams makes for itself take these; no client has a list of them. */
    private static final Set<String> OF_CHANGELOGS = Set.of(
            "topic.cleanup.policy",
            "topic.max.message.bytes",
            "topic.min.insync.replicas",
            "topic.segment.bytes",
            "topic.segment.ms",
            "topic.min.cleanable.dirty.ratio",
            "topic.max.compaction.lag.ms",
            "topic.unclean.leader.election.enable");

    private static final Pattern FROM_A_PROVIDER = Pattern.compile(".*\\$\\{.+:.+}.*");

    /** What is wrong with it, without its value. */
    Optional<String> problem() {
        Optional<String> promise = KafkaPromise.of(plain())
                .filter(kept -> !kept.isKept().test(value))
                .map(KafkaPromise::what);
        if (promise.isPresent()) {
            return promise;
        }
        return isKnown() ? refusal() : Optional.of("is known to no client of Kafka" + suggestion());
    }

    /** Whether its value may be shown: that of a name which nobody knows may be a secret under a wrong name. */
    boolean isShown() {
        if (keys().findAny().isPresent()) {
            return keys().noneMatch(key -> key.type == ConfigDef.Type.PASSWORD);
        }
        return isKnown() && !SecretNames.mayBe(name);
    }

    /** What the clients that know it have to say of it. */
    private Stream<ConfigDef.ConfigKey> keys() {
        return CLIENTS.stream().flatMap(client -> Optional.ofNullable(client.get(plain())).stream());
    }

    private String plain() {
        return FOR_ONE_CLIENT.matcher(name).replaceFirst("");
    }

    private boolean isKnown() {
        return isBuiltIn() || (OF_PLUGINS.matcher(name).matches() && closest().isEmpty());
    }

    private boolean isBuiltIn() {
        return OF_CHANGELOGS.contains(name) || keys().findAny().isPresent();
    }

    private Optional<String> closest() {
        Set<String> names = new TreeSet<>(OF_CHANGELOGS);
        CLIENTS.forEach(client -> names.addAll(client.keySet()));
        return names.stream().filter(each -> Spelling.isClose(each, plain())).findFirst();
    }

    private String suggestion() {
        return closest().map(each -> "; did you mean \"" + each + "\"?").orElse("");
    }

    /** What the clients that know it say against its value. */
    private Optional<String> refusal() {
        if (FROM_A_PROVIDER.matcher(value).matches()) {
            return Optional.empty();
        }
        return keys().flatMap(key -> refusal(key).stream()).findFirst();
    }

    private Optional<String> refusal(ConfigDef.ConfigKey key) {
        try {
            Object parsed = ConfigDef.parseType(key.name, value, key.type);
            if (key.validator != null) {
                key.validator.ensureValid(key.name, parsed);
            }
            return Optional.empty();
        } catch (ConfigException refused) {
            String words = String.valueOf(refused.getMessage());
            String known = "Invalid value " + value + " for configuration " + key.name + ": ";
            return Optional.of(
                    "is refused by Kafka" + (words.startsWith(known) ? ": " + words.substring(known.length()) : ""));
        }
    }
}
