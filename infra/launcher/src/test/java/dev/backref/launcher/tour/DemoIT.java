package dev.backref.launcher.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.kafka.EmbeddedKafka;
import dev.backref.launcher.FreePort;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.StandaloneSettings;
import dev.backref.launcher.standalone.StartupFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    private static final Pattern LOOKUP = Pattern.compile("curl (http://\\S+/api/v1/subjects/\\S+)");

    @TempDir
    private Path data;

    @Test
    void showsTheChangesOfWhatItPushesAndFindsItsDataAgain() throws Exception {
        Demo.Settings settings = new Demo.Settings(data, FreePort.next(), FreePort.next());
        String first = show(settings);
        assertThat(first.lines().filter(line -> line.startsWith("event "))).hasSize(3);
        assertThat(first).contains("[\"signature\"]", "[\"sbom\"]", "[\"provenance\"]", "present, unverified");
        assertThat(first).contains("kcat -C -b " + broker() + " -t backref.changes -o beginning\n");

        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (Demo again = Demo.start(settings, new Progress(new PrintStream(said, true, StandardCharsets.UTF_8)))) {
            again.show(() -> false);
            String answer = get(lookup(first));
            assertThat(answer.split("\"verification\":\"not-checked\"", -1)).hasSize(4);
            assertThat(lookup(said.toString(StandardCharsets.UTF_8)))
                    .as("a fresh image each time")
                    .isNotEqualTo(lookup(first));
        }
    }

    @Test
    void movesItsBrokerWhereSomethingElseTookItsPort() throws Exception {
        Demo.Settings settings = new Demo.Settings(data, FreePort.next(), FreePort.next());
        Demo.start(settings, new Progress(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)))
                .close();
        String before = broker();
        int port = Integer.parseInt(before.substring(before.indexOf(':') + 1));
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            String said = show(settings);
            assertThat(taken.isBound()).isTrue();
            assertThat(said)
                    .contains("  the broker moves from " + before + ", which is taken, to " + broker() + "\n")
                    .contains("kcat -C -b " + broker() + " ");
            assertThat(said.lines().filter(line -> line.startsWith("event "))).hasSize(3);
        }
        assertThat(broker()).isNotEqualTo(before);
    }

    @Test
    void waitsForNothingWhenNobodyWantsTo() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8));
        try (Demo demo = Demo.start(new Demo.Settings(data, FreePort.next(), FreePort.next()), progress)) {
            demo.show(() -> true); // Perhaps it waits for its parts, perhaps they are ready and it waits for the feed.
            AtomicBoolean pushed = new AtomicBoolean();
            demo.show(
                    () -> pushed.getAndSet(said.toString(StandardCharsets.UTF_8).contains("pushed  image")));
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("curl");
    }

    @Test
    void namesTheOptionForAPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Progress silent = new Progress(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
            assertThatThrownBy(() -> Demo.start(new Demo.Settings(data, FreePort.next(), taken.getLocalPort()), silent))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessageContaining("--registry-port");
            assertThatThrownBy(() -> Demo.start(new Demo.Settings(data, taken.getLocalPort(), FreePort.next()), silent))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessageContaining("--port");
        }
    }

    @Test
    void saysWhyItsRegistryCannotUseItsFolder() throws Exception {
        Path taken = Files.writeString(data.resolve("registry"), "");
        Progress silent = new Progress(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Demo.start(new Demo.Settings(data, FreePort.next(), FreePort.next()), silent))
                .isInstanceOf(StartupFailure.class)
                .hasMessage("the registry cannot use its folder: " + taken + ": is a file and no folder");
    }

    /** As {@code ./backref topics} finds it. */
    private String broker() {
        return EmbeddedKafka.bootstrapOf(StandaloneSettings.brokerData(data)).orElseThrow();
    }

    private static String show(Demo.Settings settings) throws InterruptedException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (Demo demo = Demo.start(settings, new Progress(new PrintStream(said, true, StandardCharsets.UTF_8)))) {
            demo.show(() -> false);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private static URI lookup(String said) {
        Matcher command = LOOKUP.matcher(said);
        assertThat(command.find()).as(said).isTrue();
        return URI.create(command.group(1));
    }

    private static String get(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
