package dev.backref.faults.parts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A broker that is not Backref's own, which it is told the address of. */
public final class OutsideBroker implements Victim, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path folder;
    private final int port;
    private @Nullable Program running;

    OutsideBroker(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public void start() {
        running = Program.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Broker.class.getName(),
                        folder.resolve("broker").toString(),
                        Integer.toString(port)),
                Map.of(),
                folder.resolve("broker.log"));
    }

    @Override
    public void kill() {
        program().kill();
    }

    /** Its port takes connections, and nothing is answered. */
    public void freeze() throws InterruptedException {
        program().freeze();
    }

    /** It goes on where it was frozen. */
    public void thaw() throws InterruptedException {
        program().thaw();
    }

    /** Waits until its port takes connections. */
    void awaitServing() throws InterruptedException {
        program().await(() -> Ports.isTaken(port), "a broker at port " + port, PATIENCE);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
    }

    private Program program() {
        return Objects.requireNonNull(running, "not started");
    }
}
