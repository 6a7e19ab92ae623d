package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backref.launcher.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as a user starts it, and stops it. */
@DisabledOnOs(OS.WINDOWS) // It has no signal that asks a process to stop.
class DemoProgramIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int DONE = 0;
    private static final int UNAVAILABLE = 69;

    @TempDir
    private Path folder;

    /** Behind its parts it waits for their health, then for the feed, then for the changes of what it pushes. */
    @ParameterizedTest
    @ValueSource(strings = {"  http ", "demo registry  http", "pushed  image"})
    void stopsAtOnceWhateverItWaitsFor(String said) throws Exception {
        try (Program demo = demo(FreePort.next(), FreePort.next())) {
            awaitOutput(demo, said);
            demo.terminate();
            assertThat(demo.exit()).as(demo.err()).isEqualTo(DONE);
            assertThat(demo.out()).endsWith("stopping\nstopped\n");
            assertThat(demo.err()).isEmpty();
        }
    }

    @Test
    void leavesAnotherDemoOnItsDataAlone() throws Exception {
        int port = FreePort.next();
        int registryPort = FreePort.next();
        try (Program first = demo(port, registryPort)) {
            awaitOutput(first, "oras attach");
            Map<String, String> kept = files();
            for (Program second : List.of(demo(port, registryPort), demo(FreePort.next(), FreePort.next()))) {
                try (second) {
                    assertThat(second.exit()).isEqualTo(UNAVAILABLE);
                    assertThat(second.err())
                            .isEqualTo("backref: another process is running on the data in " + data() + "\n");
                    assertThat(second.out()).isEmpty();
                }
            }
            assertThat(files()).isEqualTo(kept);
            assertThat(new Http(port).text("/health/ready")).startsWith("{\"status\":\"ready\"");
            assertThat(new Http(registryPort).text("/v2/_catalog")).contains("shop/checkout");
            first.terminate();
            assertThat(first.exit()).isEqualTo(DONE);
            assertThat(first.err()).isEmpty();
        }
    }

    private Program demo(int port, int registryPort) throws IOException {
        return new Program(
                folder,
                "demo",
                "--port",
                Integer.toString(port),
                "--registry-port",
                Integer.toString(registryPort),
                "--data",
                data().toString());
    }

    private Path data() {
        return folder.resolve("demo");
    }

    /** What the registry keeps, and its secret. */
    private Map<String, String> files() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(data().resolve("registry"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                found.put(file.toString(), Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        found.put("secret", Files.readString(data().resolve("hook-secret")));
        return found;
    }

    private static void awaitOutput(Program program, String said) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> program.out().contains(said));
    }
}
