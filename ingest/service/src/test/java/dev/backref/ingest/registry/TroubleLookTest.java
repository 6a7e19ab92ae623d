package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.ANONYMOUS;
import static dev.backref.ingest.registry.FaultyRegistry.MANIFEST;
import static dev.backref.ingest.registry.FaultyRegistry.answer;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static dev.backref.ingest.registry.FaultyRegistry.impatient;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Later;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TroubleLookTest {
    /** Longer than a test waits, so that only the other timeout can end its look. */
    private static final Duration LONG = Duration.ofMinutes(1);

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String NEWER = "local/team/app:v2";

    @ParameterizedTest
    @CsvSource({
        "429,THROTTLED",
        "503,SERVER_ERROR",
        "500,SERVER_ERROR",
        "504,SERVER_ERROR",
        "403,UNAUTHORIZED",
        "401,UNAUTHORIZED",
        "408,TIMED_OUT"
    })
    void asksToLookLaterForWhatCanPass(int status, LookFailure reason) {
        try (FaultyRegistry registry = new FaultyRegistry(request -> answer(request, status))) {
            Later later = later(registry.look(MANIFEST));

            assertThat(later.reason()).isEqualTo(reason);
            assertThat(later.retryAfter()).isEmpty();
            assertThat(later.detail()).contains("/v2/team/app/manifests/").contains("" + status);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void passesOnHowLongTheRegistryWantsToBeLeftAlone(int status) {
        try (FaultyRegistry registry = new FaultyRegistry(request -> request.response()
                .setStatusCode(status)
                .putHeader("Retry-After", "17")
                .end())) {
            assertThat(later(registry.look(MANIFEST)).retryAfter()).contains(Duration.ofSeconds(17));
        }
    }

    @Test
    void aServerThatHangsTimesOut() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {})) {
            Look look = await(registry.client(ANONYMOUS, impatient(SHORT, LONG)).look(MANIFEST));

            assertThat(later(look).reason()).isEqualTo(LookFailure.TIMED_OUT);
        }
    }

    @Test
    void aServerThatHangsInTheMiddleOfABodyTimesOutBeforeTheWholeLookWould() {
        try (FaultyRegistry registry = new FaultyRegistry(
                request -> request.response().putHeader("Content-Length", "100").write("a part"))) {
            Look look = await(registry.client(ANONYMOUS, impatient(LONG, SHORT)).look(MANIFEST));

            assertThat(later(look).reason()).isEqualTo(LookFailure.TIMED_OUT);
        }
    }

    @Test
    void aBodyThatDripsForEverTimesOut() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            request.response().setChunked(true);
            drip(request.response());
        })) {
            Look look = await(registry.client(ANONYMOUS, impatient(Duration.ofSeconds(1), SHORT))
                    .look(MANIFEST));

            assertThat(later(look).reason()).isEqualTo(LookFailure.TIMED_OUT);
        }
    }

    @Test
    void looksThatTimedOutGiveTheirConnectionsBack() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            if (request.uri().endsWith("v2")) {
                FaultyRegistry.serveManifest(request);
            }
        })) {
            Access narrow = new Access(Optional.empty(), new Budget(1, 100), Set.of());
            RegistryClient client = registry.client(narrow, impatient(SHORT, LONG));
            List<Future<Look>> hanging = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                hanging.add(client.look(MANIFEST));
            }
            hanging.forEach(FaultyRegistry::await);

            assertThat(await(client.look(Source.parse(NEWER)))).isInstanceOf(Look.PointsTo.class);
        }
    }

    @Test
    void aRegistryThatHangsDoesNotDelayAnother() {
        try (FaultyRegistry hanging = new FaultyRegistry(request -> {});
                FaultyRegistry healthy = new FaultyRegistry(FaultyRegistry::serveManifest)) {
            RegistryClient stuck = healthy.clientOf(hanging.url, Timeouts.DEFAULT);
            List<Future<Look>> waiting = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                waiting.add(stuck.look(MANIFEST));
            }

            assertThat(healthy.look(MANIFEST)).isInstanceOf(Found.class);
            assertThat(waiting).noneMatch(Future::isComplete);
        }
    }

    @Test
    void aRegistryThatIsNotThereIsUnreachable() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {})) {
            Look look = await(
                    registry.clientOf("http://127.0.0.1:1", Timeouts.DEFAULT).look(MANIFEST));

            assertThat(later(look).reason()).isEqualTo(LookFailure.UNREACHABLE);
        }
    }

    @Test
    void aNameThatDoesNotResolveIsUnreachable() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {})) {
            Look look = await(registry.clientOf("http://no_such_host.invalid", Timeouts.DEFAULT)
                    .look(MANIFEST));

            assertThat(later(look).reason()).isEqualTo(LookFailure.UNREACHABLE);
        }
    }

    @Test
    void aConnectionThatBreaksInTheMiddleOfABodyIsUnreachable() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> request.response()
                .putHeader("Content-Length", "100")
                .write("a part")
                .onSuccess(written -> request.connection().close()))) {
            assertThat(later(registry.look(MANIFEST)).reason()).isEqualTo(LookFailure.UNREACHABLE);
        }
    }

    @Test
    void aServerThatDoesNotSpeakHttpGivesABadAnswer() throws IOException {
        try (ServerSocket server = new ServerSocket(0);
                FaultyRegistry registry = new FaultyRegistry(request -> {})) {
            Future<Look> look = registry.clientOf("http://127.0.0.1:" + server.getLocalPort(), Timeouts.DEFAULT)
                    .look(MANIFEST);
            try (Socket connection = server.accept()) {
                connection.getOutputStream().write("SSH-2.0-OpenSSH_9.6\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

                assertThat(later(await(look)).reason()).isEqualTo(LookFailure.BAD_ANSWER);
            }
        }
    }

    @Test
    void headersWithoutEndAreABadAnswer() {
        try (FaultyRegistry registry = new FaultyRegistry(request ->
                request.response().putHeader("X-Long", "x".repeat(100_000)).end())) {
            assertThat(later(registry.look(MANIFEST)).reason()).isEqualTo(LookFailure.BAD_ANSWER);
        }
    }

    @Test
    void aClosedClientEndsItsLooks() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {})) {
            RegistryClient client = registry.client(ANONYMOUS);
            Future<Look> underWay = client.look(MANIFEST);
            Awaitility.await().until(() -> !registry.seen.isEmpty());
            await(client.close());

            assertThat(await(underWay)).isInstanceOf(Later.class);
            assertThat(await(client.look(MANIFEST))).isInstanceOf(Later.class);
        }
    }

    @Test
    void namesItsReasonsInWords() {
        assertThat(LookFailure.REDIRECT_REFUSED.word()).isEqualTo("redirect-refused");
    }

    static Later later(Look look) {
        assertThat(look).isInstanceOf(Later.class);
        return (Later) look;
    }

    private static void drip(HttpServerResponse response) {
        response.write("x");
        Vertx.currentContext().owner().setTimer(50, again -> {
            if (!response.closed()) {
                drip(response);
            }
        });
    }
}
