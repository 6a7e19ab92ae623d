package dev.backref.query.subjects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RefreshRequest;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefreshResourceTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Digest SUBJECT = Digest.parse("sha256:" + "a".repeat(64));
    private static final String REFRESH = "/api/v1/subjects/" + SUBJECT + "/refresh";
    private static final Location ONE = new Location("local", "one");
    private static final Location TWO = new Location("local", "two");
    private static final Location HIDDEN = new Location("local", "hidden");
    private static final Position POSITION = new Position(1, 3, 7, NOW);

    private final FakeIndex index = new FakeIndex();
    private final FakeRequests requests = new FakeRequests();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HttpClient http = HttpClient.newHttpClient();
    private Caller caller = location -> CompletableFuture.completedStage(!location.equals(HIDDEN));
    private final TestServer server = new TestServer((vertx, router) -> {
        Set<String> registries = Set.of("local");
        Refreshes refreshes = new Refreshes(registries, index, requests::append, vertx, CLOCK);
        new RefreshResource(registries, refreshes, context -> caller, meters).mount(router);
    });

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void asksEveryLocationAndAnswersWhenTheIndexHasAllOfThem() throws Exception {
        at(ONE, TWO);
        index.ofChecks = query -> requests.answered(query, Optional.empty(), POSITION);
        HttpResponse<String> answer = server.send("POST", REFRESH);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo(("{'outcome':'caught-up','position':'" + POSITION + "','locations':["
                                + "{'registry':'local','repository':'one'},{'registry':'local','repository':'two'}]}")
                        .replace('\'', '"'));
        assertThat(requests.written).extracting(RefreshRequest::location).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(requests.written).allMatch(request -> request.subject().equals(SUBJECT));
        assertThat(outcomes("caught-up")).isEqualTo(1);
    }

    @Test
    void saysWhyALocationCouldNotBeLookedAt() throws Exception {
        at(ONE);
        index.ofChecks = query -> requests.answered(query, Optional.of("throttled"), POSITION);
        HttpResponse<String> answer = server.send("POST", REFRESH);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "\"outcome\":\"failed\"",
                        "{\"registry\":\"local\",\"repository\":\"one\",\"reason\":\"throttled\"}");
    }

    @Test
    void saysThatTheTimeIsOver() throws Exception {
        at(ONE);
        index.ofChecks = query -> FakeRequests.nothingYet();
        HttpResponse<String> answer = server.send("POST", REFRESH + "?wait=1");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"outcome\":\"timeout\"", "\"reason\":\"pending\"");
        assertThat(outcomes("timeout")).isEqualTo(1);
    }

    @Test
    void goesOnWhereTheIndexCannotAnswerForAMoment() throws Exception {
        at(ONE);
        AtomicBoolean moving = new AtomicBoolean(true);
        index.ofChecks = query -> moving.getAndSet(false)
                ? CompletableFuture.failedStage(new IndexUnavailable("moving", Duration.ofSeconds(1)))
                : requests.answered(query, Optional.empty(), POSITION);
        assertThat(server.send("POST", REFRESH).body()).contains("\"outcome\":\"caught-up\"");
    }

    @Test
    void asksOnceForAllWhoAskAtATime() throws Exception {
        at(ONE);
        AtomicBoolean over = new AtomicBoolean();
        index.ofChecks =
                query -> over.get() ? requests.answered(query, Optional.empty(), POSITION) : FakeRequests.nothingYet();
        List<CompletableFuture<HttpResponse<String>>> first = post(10);
        await(1);
        List<CompletableFuture<HttpResponse<String>>> later = post(10);
        CompletableFuture<?> some = CompletableFuture.anyOf(later.toArray(CompletableFuture[]::new));
        over.set(true);
        for (CompletableFuture<HttpResponse<String>> each : first) {
            assertThat(each.get(20, TimeUnit.SECONDS).body()).contains("caught-up");
        }
        some.get(20, TimeUnit.SECONDS);
        for (CompletableFuture<HttpResponse<String>> each : later) {
            assertThat(each.get(20, TimeUnit.SECONDS).body()).contains("caught-up");
        }
        // Those of the first ten that came when the request was written had to wait for the next, as the others had.
        assertThat(requests.written).hasSizeBetween(2, 3);
    }

    @Test
    void doesNotAnswerWhoComesLaterWithWhatWasAskedBefore() throws Exception {
        at(ONE);
        CountDownLatch polled = new CountDownLatch(1);
        List<String> over = new ArrayList<>();
        index.ofChecks = query -> {
            polled.countDown();
            synchronized (over) {
                return over.contains(query.requests().get(0).id())
                        ? requests.answered(query, Optional.empty(), POSITION)
                        : FakeRequests.nothingYet();
            }
        };
        CompletableFuture<HttpResponse<String>> first = post(1).get(0);
        assertThat(polled.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<HttpResponse<String>> second = http.sendAsync(
                HttpRequest.newBuilder(server.uri(REFRESH + "?wait=2"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        // Answered at once, and only when everything that was sent before it has arrived.
        assertThat(server.send("POST", REFRESH + "?wait=0").statusCode()).isEqualTo(400);
        synchronized (over) {
            over.add(requests.written.get(0).id());
        }
        assertThat(first.get(20, TimeUnit.SECONDS).body()).contains("caught-up");
        assertThat(second.get(20, TimeUnit.SECONDS).body()).contains("timeout");
        assertThat(requests.written).hasSize(2);
    }

    @Test
    void asksWhereACallerSaysAlsoWhereNothingIsKnown() throws Exception {
        index.ofChecks = query -> requests.answered(query, Optional.empty(), POSITION);
        HttpResponse<String> answer = server.send("POST", REFRESH + "?registry=local&repository=two");
        assertThat(answer.body()).contains("caught-up");
        assertThat(requests.written).extracting(RefreshRequest::location).containsExactly(TWO);
    }

    @Test
    void looksForNothingWhereACallerMayNotSee() throws Exception {
        HttpResponse<String> hidden = server.send("POST", REFRESH + "?registry=local&repository=hidden");
        assertThat(hidden.statusCode()).isEqualTo(404);
        assertThat(requests.written).isEmpty();

        caller = location -> CompletableFuture.failedStage(new IllegalStateException("nobody knows"));
        assertThat(server.send("POST", REFRESH + "?registry=local&repository=two")
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    void asksTheIndexOnBehalfOfTheCaller() throws Exception {
        index.ofPlaces = query -> {
            assertThat(query.ask().caller()).isSameAs(caller);
            assertThat(query.filter().repository()).contains("one");
            return CompletableFuture.completedStage(new PlacesAnswer(List.of(ONE), false));
        };
        index.ofChecks = query -> requests.answered(query, Optional.empty(), POSITION);
        assertThat(server.send("POST", REFRESH + "?repository=one").body()).contains("caught-up");
    }

    @Test
    void callsNothingASuccessWhereNothingIsKnown() throws Exception {
        at();
        HttpResponse<String> nowhere = server.send("POST", REFRESH);
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(nowhere.body()).contains("\"code\":\"NOT_FOUND\"", "registry and repository");

        index.ofPlaces = query -> CompletableFuture.completedStage(new PlacesAnswer(List.of(ONE, TWO), true));
        HttpResponse<String> everywhere = server.send("POST", REFRESH);
        assertThat(everywhere.statusCode()).isEqualTo(400);
        assertThat(everywhere.body()).contains("\"code\":\"TOO_MANY_LOCATIONS\"");
        assertThat(requests.written).isEmpty();
    }

    @Test
    void saysOfWhatIsNoLongerConfiguredThatItIsNot() throws Exception {
        at(ONE, new Location("former", "app"));
        index.ofChecks = query -> requests.answered(query, Optional.empty(), POSITION);
        assertThat(server.send("POST", REFRESH).body())
                .contains("\"outcome\":\"failed\"", "\"registry\":\"former\"", "\"reason\":\"not-configured\"");
    }

    @Test
    void saysThatTheBrokerDoesNotAcknowledge() throws Exception {
        at(ONE);
        requests.acknowledged = CompletableFuture.failedStage(new IllegalStateException("secret detail"));
        HttpResponse<String> answer = server.send("POST", REFRESH);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("5");
        assertThat(answer.body()).doesNotContain("secret detail");
    }

    @Test
    void saysWhenToComeBack() throws Exception {
        index.ofPlaces =
                query -> CompletableFuture.failedStage(new IndexUnavailable("restoring", Duration.ofSeconds(3)));
        HttpResponse<String> answer = server.send("POST", REFRESH);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("3");
    }

    @ParameterizedTest
    @CsvSource({"wait, 0", "wait, 61", "wait, x", "registry, other", "repository, UP", "repo, app"})
    void namesTheParameterThatIsWrong(String name, String value) throws Exception {
        HttpResponse<String> answer = server.send("POST", REFRESH + "?" + name + "=" + value);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"" + name + "\"", "\"value\":\"" + value + "\"");
        assertThat(server.send("POST", "/api/v1/subjects/latest/refresh").body())
                .contains("\"field\":\"digest\"");
    }

    @Test
    void isAskedForByPostAlone() throws Exception {
        HttpResponse<String> get = server.get(REFRESH);
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("allow")).contains("POST");
    }

    private void at(Location... locations) {
        index.ofPlaces = query -> CompletableFuture.completedStage(new PlacesAnswer(List.of(locations), false));
    }

    private List<CompletableFuture<HttpResponse<String>>> post(int times) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            answers.add(http.sendAsync(
                    HttpRequest.newBuilder(server.uri(REFRESH))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        return answers;
    }

    private void await(int written) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (requests.written.size() < written) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private double outcomes(String word) {
        return meters.counter("backref.refreshes", "outcome", word).count();
    }
}
