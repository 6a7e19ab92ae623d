package dev.backref.faults.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A process of Backref, started as a user would: {@code ./backref standalone}, or one of its roles. */
public final class Backref implements Victim, AutoCloseable {
    /** The name of the registry in its configuration. */
    public static final String REGISTRY = "local";

    static final String SECRET = "a-secret-for-the-hook";

    /** Longer than it may take, so that one that is late is told apart from one that never comes. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path launcher;
    private final String name;
    private final Path folder;
    private final URI url;
    private @Nullable Program running;

    /**
     * @param launcher {@code ./backref}
     * @param name its command, and behind a space what tells it from others with the same
     * @param folder in which it has one of its own for its configuration, its data and its log
     */
    Backref(Path launcher, String name, Path folder, int port) {
        this.launcher = launcher;
        this.name = name;
        this.folder = folder.resolve(name.replace(' ', '-'));
        this.url = URI.create("http://127.0.0.1:" + port);
    }

    /**
     * Writes its configuration.
     *
     * @param kafka the value of the key {@code kafka}
     * @param standbys of each partition of the index
     * @param registry keys of the registry, which was empty before, as in braces: where it is found, and others
     */
    void configure(String kafka, int standbys, String registry) {
        try {
            Files.createDirectories(folder);
            Files.writeString(config(), """
                    data: "%s"
                    http: {port: %d}
                    kafka: %s
                    index: {secret: "env:INDEX_SECRET", standbys: %d}
                    registries:
                      - {name: %s, history: none, budget: {concurrent: 16, perSecond: 1000},
                         webhook: {secret: "env:LOCAL_HOOK_SECRET"}, %s}
                    """.formatted(data(), url.getPort(), kafka, standbys, REGISTRY, registry));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + config(), failed);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        running = Program.start(
                List.of(launcher.toString(), name.split(" ", 2)[0], "--config", config().toString()),
                Map.of("LOCAL_HOOK_SECRET", SECRET, "INDEX_SECRET", SECRET),
                folder.resolve("backref.log"));
    }

    /**
     * Waits until it says that it is ready.
     *
     * @return how long that took
     */
    public Duration awaitReady() throws InterruptedException {
        return program().awaitOk(uri("/health/ready"), PATIENCE);
    }

    @Override
    public void kill() {
        program().kill();
    }

    /**
     * Stops it as an operator would.
     *
     * @return its exit code
     */
    public int stop() throws InterruptedException {
        return program().stop();
    }

    /**
     * Has it swept, and waits for that.
     *
     * @return the exit code of {@code ./backref sweep}
     */
    public int sweep() throws InterruptedException {
        return Program.start(
                        List.of(launcher.toString(), "sweep", REGISTRY, "--server", url.toString()),
                        Map.of(),
                        folder.resolve("sweep.log"))
                .awaitEnd(PATIENCE);
    }

    /** Deletes the index's state, while it is not running. */
    public void deleteState() {
        Folder.delete(data().resolve("streams"));
    }

    /** An address of its API. */
    public URI uri(String path) {
        return url.resolve(path);
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

    private Path config() {
        return folder.resolve("backref.yaml");
    }

    private Path data() {
        return folder.resolve("data");
    }
}
