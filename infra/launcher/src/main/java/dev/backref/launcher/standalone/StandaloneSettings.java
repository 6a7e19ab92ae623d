package dev.backref.launcher.standalone;

import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.registry.RegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a Backref in one process is made of.
 *
 * @param data folder of the embedded broker and of the index's stores
 */
public record StandaloneSettings(
        Path data, Http http, Broker broker, List<RegistrySettings> registries, Effort effort) {
    public StandaloneSettings {
        registries = List.copyOf(registries);
    }

    /**
     * The address that everything is served at.
     *
     * @param port 0 for any free one
     * @param hookDeadline how long a webhook's sender waits for the broker's acknowledgement
     */
    public record Http(String host, int port, Duration hookDeadline) {}

    /**
     * The broker.
     *
     * @param bootstrap addresses of an outside one; absent for one in this process
     * @param port of the one in this process; absent for the one it had, or any free one the first time
     * @param properties of the operator's, for every client
     */
    public record Broker(
            Optional<String> bootstrap,
            Optional<Integer> port,
            String topicPrefix,
            int partitions,
            Map<String, String> properties) {
        /** The cluster at this address. */
        public KafkaCluster at(String address) {
            return new KafkaCluster(address, topicPrefix, partitions, properties);
        }

        /** Why it cannot be worked with, after the key that names it where one does. */
        public String refusal(String reason) {
            return bootstrap.isPresent() ? "kafka.bootstrap: " + reason : reason;
        }
    }

    Set<String> registryNames() {
        return registries.stream().map(RegistrySettings::name).collect(Collectors.toSet());
    }

    /** Where the embedded broker keeps its data. */
    public static Path brokerData(Path data) {
        return data.resolve("kafka");
    }

    Path streamsData() {
        return data.resolve("streams");
    }
}
