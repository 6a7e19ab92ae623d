package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.StartupFailure;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowedFeedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final FollowedFeed.Pace HASTY = new FollowedFeed.Pace(Duration.ofMillis(50), PATIENCE);

    private final Vertx vertx = Vertx.vertx();
    private final StringWriter printed = new StringWriter();
    private final List<String> lastIds = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8));
    private volatile HttpServer server = vertx.createHttpServer();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void goesOnBehindTheLastIdWhenTheConnectionIsLost() throws Exception {
        URI feed = serve(request -> {
            HttpServerResponse response = request.response().setChunked(true);
            if (lastIds.size() == 1) {
                response.write("retry: 2000\nid: a\n\nid: b\ndata: {\"n\":1}\n\n:\nid: c\n\n");
                response.end("id: d\ndata: {\"n\":"); // Cut off within an event: its id does not count.
            } else {
                response.write("id: d\ndata: {\"n\":2}\n\n");
            }
        });
        try (FollowedFeed followed = open(feed)) {
            await().atMost(PATIENCE).until(() -> followed.cursor().equals(Optional.of("d")));
            assertThat(followed.failure()).isEmpty();
        }
        assertThat(said()).contains("following again, where it was");
        assertThat(lastIds).containsExactly("", "c");
        assertThat(printed.toString().lines()).containsExactly("{\"n\":1}", "{\"n\":2}");
    }

    /** Or the next to follow would be told once more what this one had printed. */
    @Test
    void endsBehindAWholeEventWithTheCursorBehindIt() throws Exception {
        URI feed = serve(request -> request.response().setChunked(true).write("id: a\n\nid: b\ndata: 1\n\n"));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        FollowedFeed followed = FollowedFeed.open(
                feed,
                new FollowedFeed.Shown(new PrintWriter(printed), event -> {
                    begun.countDown();
                    awaitQuietly(goOn);
                    return event;
                }),
                progress,
                new FollowedFeed.Pace(PATIENCE, PATIENCE));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        Thread closing = new Thread(followed::close, "closing");
        closing.start();
        await().atMost(PATIENCE).until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        assertThat(followed.cursor()).contains("a");
        goOn.countDown();
        closing.join(PATIENCE.toMillis());
        assertThat(closing.isAlive()).isFalse();
        assertThat(followed.cursor()).contains("b");
        assertThat(printed.toString().lines()).containsExactly("1");
    }

    @Test
    void saysInWordsThatAConnectionIsLostAndWhatItWaitsFor() throws Exception {
        URI feed = serve(request -> {
            request.response().setChunked(true).write("id: a\ndata: {}\n\n");
            Future<Void> unused = request.connection().close().compose(closed -> server.close());
        });
        try (FollowedFeed followed = open(feed)) {
            await().atMost(PATIENCE).until(() -> said().contains("waiting for " + feed.getAuthority()));
            assertThat(followed.failure()).isEmpty();
        }
        assertThat(said())
                .contains("the connection is lost, and is taken up again: ")
                .contains("waiting for " + feed.getAuthority() + ": nobody listens there")
                .doesNotContain("Exception");
    }

    /** Of a connection whose other end is gone without a word nothing else is ever heard. */
    @Test
    void takesAConnectionForLostThatIsSilent() throws Exception {
        URI feed = serve(request -> request.response()
                .setChunked(true)
                .write(lastIds.size() == 1 ? "id: a\ndata: 1\n\n" : "id: b\ndata: 2\n\n"));
        FollowedFeed.Pace hasty = new FollowedFeed.Pace(Duration.ofMillis(50), Duration.ofSeconds(1));
        try (FollowedFeed followed = open(feed, hasty)) {
            await().atMost(PATIENCE).until(() -> followed.cursor().equals(Optional.of("b")));
            assertThat(followed.failure()).isEmpty();
        }
        assertThat(said()).contains("the connection is lost, and is taken up again: nothing came for 1 s");
        assertThat(lastIds).startsWith("", "a");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void waitsWhereTheAnswerMayBeAnotherLater(int status) throws Exception {
        URI feed = serve(request -> {
            HttpServerResponse response = request.response();
            switch (lastIds.size()) {
                case 1 -> response.end("id: a\ndata: 1\n\n");
                case 2 -> response.setStatusCode(status).end("{\"error\":{\"message\":\"later\"}}");
                case 3 -> {
                    response.setStatusCode(status).putHeader("Content-Length", "9");
                    Future<Void> unused = response.write("{")
                            .compose(written -> request.connection().close());
                }
                default -> response.setChunked(true).write("id: b\ndata: 2\n\n");
            }
        });
        try (FollowedFeed followed = open(feed, HASTY)) {
            await().atMost(PATIENCE).until(() -> followed.cursor().equals(Optional.of("b")));
            assertThat(followed.failure()).isEmpty();
        }
        assertThat(said()).contains("waiting for " + feed.getAuthority() + ": later" + System.lineSeparator());
        assertThat(lastIds).startsWith("", "a", "a", "a");
    }

    @Test
    void saysThatItFailedWhateverFailed() throws Exception {
        URI feed = serve(request -> request.response().setChunked(true).write("id: a\ndata: 1\n\n"));
        FollowedFeed.Shown broken = new FollowedFeed.Shown(new PrintWriter(printed), event -> {
            throw new IllegalStateException("as an example");
        });
        try (FollowedFeed followed = FollowedFeed.open(feed, broken, progress)) {
            await().atMost(PATIENCE).until(() -> followed.failure().isPresent());
            assertThat(followed.failure()).contains("as an example");
        }
    }

    @Test
    void endsWithTheAnswerWhenItMayNotGoOn() throws Exception {
        URI feed = serve(request -> {
            if (lastIds.size() == 1) {
                request.response().end("id: a\ndata: {}\n\n");
            } else {
                request.response().setStatusCode(410).end("{\"error\":{\"message\":\"begin\\u001banew\"}}");
            }
        });
        try (FollowedFeed followed = open(feed)) {
            await().atMost(PATIENCE).until(() -> followed.failure().isPresent());
            assertThat(followed.failure()).contains("begin anew");
        }
    }

    @Test
    void tellsARefusalFromAFeedThatIsNotThere() throws Exception {
        URI refused = serve(request -> request.response().setStatusCode(400).end("after: not a position"));
        URI notNow = serve(request -> request.response().setStatusCode(503).end("the broker does not answer"));

        assertThatThrownBy(() -> open(refused))
                .isInstanceOf(FollowedFeed.Refused.class)
                .hasMessage(refused + " answers 400: after: not a position");
        assertThatThrownBy(() -> open(notNow))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("the broker does not answer");
        assertThatThrownBy(() -> open(URI.create("http://127.0.0.1:1/")))
                .isInstanceOf(StartupFailure.class)
                .hasMessage("no Backref answers at http://127.0.0.1:1/: nobody listens there");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private FollowedFeed open(URI feed) throws InterruptedException {
        return open(feed, FollowedFeed.Pace.DEFAULT);
    }

    private FollowedFeed open(URI feed, FollowedFeed.Pace pace) throws InterruptedException {
        return FollowedFeed.open(
                feed, new FollowedFeed.Shown(new PrintWriter(printed), event -> event), progress, pace);
    }

    private URI serve(Handler<HttpServerRequest> handler) throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    lastIds.add(Optional.ofNullable(request.getHeader("Last-Event-ID"))
                            .orElse(""));
                    handler.handle(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/api/v1/changes");
    }
}
