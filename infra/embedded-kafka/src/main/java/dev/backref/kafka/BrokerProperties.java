package dev.backref.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The properties of the broker; those that matter for surviving a kill are explained in RATIONALE.md. */
final class BrokerProperties {
    static final int NODE = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    /** Bytes: a record of 8 MiB, its headers and what Kafka puts around them. */
    private static final int LARGEST_RECORD = 9 * 1024 * 1024;

    private BrokerProperties() {}

    static Properties of(Path log, Ports ports, Map<String, String> further) {
        Properties properties = new Properties();
        properties.putAll(identity(log, ports));
        properties.putAll(SIZES);
        properties.putAll(SURVIVAL);
        properties.putAll(SMALL);
        properties.putAll(further);
        return properties;
    }

    private static Map<String, String> identity(Path log, Ports ports) {
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(NODE),
                "controller.quorum.voters",
                NODE + "@127.0.0.1:" + ports.controller(),
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "listeners",
                "PLAINTEXT://" + ports.bootstrap() + "," + CONTROLLER_LISTENER + "://127.0.0.1:" + ports.controller(),
                "advertised.listeners",
                "PLAINTEXT://" + ports.bootstrap(),
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT",
                "log.dirs",
                log.toString(),
                "auto.create.topics.enable",
                "false");
    }

    private static final Map<String, String> SIZES = Map.of(
            "message.max.bytes", Integer.toString(LARGEST_RECORD),
            "replica.fetch.max.bytes", Integer.toString(LARGEST_RECORD));

    private static final Map<String, String> SURVIVAL = Map.of(
            // A pause of the JVM must not fence the only broker.
            "broker.session.timeout.ms", "60000",
            "controller.quorum.election.timeout.ms", "200",
            "controller.quorum.fetch.timeout.ms", "400",
            "controller.quorum.election.backoff.max.ms", "100",
            "group.initial.rebalance.delay.ms", "0",
            "group.min.session.timeout.ms", "1000",
            "offsets.topic.replication.factor", "1",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "min.insync.replicas", "1");

    private static final Map<String, String> SMALL = Map.of(
            "offsets.topic.num.partitions", "4",
            "transaction.state.log.num.partitions", "4",
            "num.network.threads", "2",
            "num.io.threads", "4",
            "background.threads", "2",
            "log.cleaner.dedupe.buffer.size", "8388608",
            "log.cleaner.io.buffer.size", "131072",
            "log.index.size.max.bytes", "1048576");
}
