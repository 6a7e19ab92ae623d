package dev.backref.kafka;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Controller and broker of a cluster of one, in the start order that RATIONALE.md explains: the broker starts only when
 * the metadata no longer names its dead incarnation as a leader. These are Kafka's internal classes; this is the only
 * place that knows them.
 */
final class KRaftNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KRaftNode.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_MS = 5;

    private final ControllerServer controller;
    private final BrokerServer broker;

    private KRaftNode(ControllerServer controller, BrokerServer broker) {
        this.controller = controller;
        this.broker = broker;
    }

    /** Starts both; whatever Kafka says against it becomes an IllegalStateException, and nothing is left running. */
    static KRaftNode start(Path log, Ports ports, Map<String, String> further) {
        format(log);
        try {
            return startFormatted(log, ports, further);
        } catch (RuntimeException failed) {
            throw new IllegalStateException(
                    "the broker does not start on the data in " + log + ": " + failed.getMessage(), failed);
        }
    }

    private static KRaftNode startFormatted(Path log, Ports ports, Map<String, String> further) {
        KafkaConfig config = KafkaConfig.fromProps(BrokerProperties.of(log, ports, further), false);
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> dirs = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        SharedServer shared = new SharedServer(
                config,
                dirs._1(),
                Time.SYSTEM,
                Server.initializeMetrics(
                        config, Time.SYSTEM, dirs._1().clusterId().orElseThrow()),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
                faults(),
                ServerSocketFactory.INSTANCE);
        ControllerServer controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), dirs._2());
        BrokerServer broker = new BrokerServer(shared);
        KRaftNode node = new KRaftNode(controller, broker);
        boolean started = false;
        try {
            controller.startup();
            node.forgetDeadIncarnation(shared);
            broker.startup();
            started = true;
            return node;
        } finally {
            if (!started) { // Not a catch: Scala throws checked exceptions that it does not declare.
                node.close();
            }
        }
    }

    @Override
    public void close() {
        try {
            broker.shutdown();
        } finally {
            controller.shutdown();
        }
    }

    /**
     * Kafka's own answers to a fault: a fatal one halts the process, which loses nothing. But a controller that cannot
     * start throws as well, and its caller can say why.
     */
    private static FaultHandlerFactory faults() {
        StandardFaultHandlerFactory standard = new StandardFaultHandlerFactory();
        return (name, fatal, action) -> name.equals("controller startup")
                ? new LoggingFaultHandler(name, action)
                : standard.build(name, fatal, action);
    }

    /** Makes the log directory of a new cluster; one that is there stays as it is. */
    private static void format(Path log) {
        if (Files.exists(log.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(log);
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(BrokerProperties.NODE)
                    .addDirectory(log.toString())
                    .setMetadataLogDirectory(log.toString())
                    .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception failed) { // What run() declares.
            throw new IllegalStateException("cannot format the broker's log directory " + log, failed);
        }
    }

    private void forgetDeadIncarnation(SharedServer shared) {
        awaitActive();
        try {
            ControllerRequestContext us = new ControllerRequestContext(
                    new RequestHeaderData(),
                    new KafkaPrincipal(KafkaPrincipal.USER_TYPE, "backref"),
                    OptionalLong.empty());
            await(controller.controller().unregisterBroker(us, BrokerProperties.NODE));
        } catch (BrokerIdNotRegisteredException fresh) {
            LOG.debug("no incarnation before this one", fresh);
        }
        AbsentOrFenced gone = new AbsentOrFenced(BrokerProperties.NODE);
        await(shared.loader().installPublishers(List.of(gone)));
        await(gone.seen());
        await(shared.loader().removeAndClosePublisher(gone));
    }

    private void awaitActive() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!controller.controller().isActive()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the controller did not become active within " + PATIENCE);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped while the controller started", stopped);
            }
        }
    }

    private static void await(CompletableFuture<Void> done) {
        try {
            done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while the broker started", stopped);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof BrokerIdNotRegisteredException fresh) {
                throw fresh;
            }
            throw new IllegalStateException("the controller failed", failed);
        } catch (TimeoutException tooLong) {
            throw new IllegalStateException("the controller did not answer within " + PATIENCE, tooLong);
        }
    }
}
