package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.KafkaCluster;
import java.util.Optional;

/**
 * Where and as whom a resolver works.
 *
 * @param instance its name among all resolvers on the cluster: two that run at once must not share it
 * @param groupInstanceId for static membership: a resolver that comes back with it within the session timeout has its
 *     partitions at once
 * @param kinds the operator's own table of kinds, as those who derive them read it
 */
public record ResolverSettings(
        KafkaCluster cluster, String instance, Optional<String> groupInstanceId, Optional<String> kinds) {
    public ResolverSettings {
        if (instance.isBlank()) {
            throw new IllegalArgumentException("not a name of an instance: \"" + instance + "\"");
        }
    }

    /** The consumer group of all resolvers. */
    String group() {
        return cluster.topicPrefix() + "resolve";
    }

    /** Kafka lets one producer at a time write under it. */
    String transactionalId() {
        return group() + "-" + instance;
    }
}
