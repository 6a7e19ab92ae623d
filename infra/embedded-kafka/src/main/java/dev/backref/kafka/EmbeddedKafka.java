package dev.backref.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker in this process, reachable over loopback only, with its data in a folder. It survives the death of
 * the process at any moment.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** In place of a port: the one it had, or any free one when that is taken. Who was told of the one before is lost then. */
    public static final int KEPT_OR_FREE = 0;

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final int MOST_CHOICES = 3;

    private final FolderLock lock;
    private final KRaftNode node;
    private final String bootstrap;

    private EmbeddedKafka(FolderLock lock, KRaftNode node, String bootstrap) {
        this.lock = lock;
        this.node = node;
        this.bootstrap = bootstrap;
    }

    /**
     * How the broker is started.
     *
     * @param data its folder; made if it is missing
     * @param port to listen on, 1 to 65535, or {@link #KEPT_OR_FREE}; absent for the port it had and no other, or any free one
     *     the first time
     * @param properties further broker properties, stronger than ours
     */
    public record Settings(Path data, Optional<Integer> port, Map<String, String> properties) {
        public Settings {
            port.filter(number -> number != KEPT_OR_FREE && !Ports.isPort(number))
                    .ifPresent(number -> {
                        throw new IllegalArgumentException("the broker's port must be 1 to 65535, and is " + number);
                    });
            properties = Map.copyOf(properties);
        }

        /** A broker with its data in this folder and nothing special. */
        public static Settings in(Path data) {
            return new Settings(data, Optional.empty(), Map.of());
        }
    }

    /**
     * Starts the broker and returns when it serves.
     *
     * @throws FolderInUseException when another process has a broker on the folder
     * @throws PortTakenException when the port is taken
     * @throws IllegalStateException when Kafka does not start
     */
    public static EmbeddedKafka start(Settings settings) {
        try {
            SkippedMarkers.ofThisProcess(); // Listens from here on: the alarm belongs to the start after a kill.
            Files.createDirectories(settings.data());
            FolderLock lock = FolderLock.take(settings.data());
            try {
                Started started = start(settings, () -> Ports.choose(settings.data(), settings.port()));
                started.ports().save(settings.data());
                return new EmbeddedKafka(lock, started.node(), started.ports().bootstrap());
            } catch (IOException | RuntimeException failed) {
                lock.close();
                throw failed;
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot start the broker in " + settings.data(), failed);
        }
    }

    /** A broker that serves, and where. */
    record Started(KRaftNode node, Ports ports) {}

    /** How ports are chosen. */
    interface Choice {
        /** @throws PortTakenException when only one will do, and it is taken */
        Ports make() throws IOException;
    }

    /** A port that was free when it was chosen can be another's when Kafka binds it: then they are chosen again. */
    static Started start(Settings settings, Choice choice) throws IOException {
        for (int chosen = 1; ; chosen++) {
            try {
                Ports ports = choice.make();
                return new Started(
                        KRaftNode.start(settings.data().resolve("log"), ports, settings.properties()), ports);
            } catch (IllegalStateException | BindException failed) {
                if (chosen == MOST_CHOICES || !isPortTaken(failed)) {
                    throw failed;
                }
                LOG.warn("a port was taken before Kafka bound it, others are chosen: {}", failed.getMessage());
            }
        }
    }

    private static boolean isPortTaken(Throwable failed) {
        return Stream.iterate(failed, Objects::nonNull, Throwable::getCause).anyMatch(BindException.class::isInstance);
    }

    /** The address of the broker that last ran on a folder, whether or not it runs now. */
    public static Optional<String> bootstrapOf(Path data) {
        return Ports.read(data).map(Ports::bootstrap);
    }

    /** The address for clients, {@code 127.0.0.1:<port>}. */
    public String bootstrap() {
        return bootstrap;
    }

    /** Stops the broker; everything that it acknowledged is on disk. */
    @Override
    public void close() {
        try {
            node.close();
        } finally {
            lock.close();
        }
    }
}
