package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.ANONYMOUS;
import static dev.backref.ingest.registry.FaultyRegistry.MANIFEST;
import static dev.backref.ingest.registry.FaultyRegistry.answer;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static dev.backref.ingest.registry.FaultyRegistry.impatient;
import static dev.backref.ingest.registry.GuardedRegistry.saying;
import static dev.backref.ingest.registry.TroubleLookTest.later;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.PointsTo;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The budget counts what reaches a registry: every request, whatever it is for. */
class BudgetedLookTest {
    /** Requests that were sent a second apart arrive a little less apart when the machine is busy. */
    private static final Duration ALMOST_A_SECOND = Duration.ofMillis(800);

    private final List<Long> arrivals = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    @Test
    void countsChallengesTokensRedirectsAndTheSecondRequestOfATag() {
        try (FaultyRegistry registry = new FaultyRegistry(this::slowly)) {
            RegistryClient client = registry.client(access(100, 10));
            List<Future<Look>> looks = IntStream.range(0, 8)
                    .mapToObj(number -> client.look(new Source.Tag(new Location("local", "team/app" + number), "v1")))
                    .toList();

            assertThat(looks).allSatisfy(look -> assertThat(await(look)).isInstanceOf(PointsTo.class));
            assertThat(arrivals).hasSizeGreaterThanOrEqualTo(4 * looks.size());
            assertThat(most(ALMOST_A_SECOND)).isBetween(5, 10);
        }
    }

    @Test
    void hasNeverMoreUnderWayAtOnceThanAllowed() {
        try (FaultyRegistry registry = new FaultyRegistry(this::slowly)) {
            RegistryClient client = registry.client(access(3, 1_000));
            List<Future<Look>> looks = IntStream.range(0, 12)
                    .mapToObj(number -> client.look(new Source.Tag(new Location("local", "team/app" + number), "v1")))
                    .toList();

            assertThat(looks).allSatisfy(look -> assertThat(await(look)).isInstanceOf(PointsTo.class));
            assertThat(mostAtOnce).hasValue(3);
        }
    }

    @Test
    void waitingForTheBudgetIsNotTheRegistrysFault() {
        try (FaultyRegistry registry = new FaultyRegistry(FaultyRegistry::serveManifest)) {
            RegistryClient client =
                    registry.client(access(2, 2), impatient(Duration.ofMillis(900), Duration.ofMinutes(1)));
            List<Future<Look>> looks = IntStream.range(0, 8)
                    .mapToObj(number -> client.look(MANIFEST))
                    .toList();

            assertThat(looks).allSatisfy(look -> assertThat(await(look)).isInstanceOf(Found.class));
        }
    }

    @Test
    void waitingForATokenThatWaitsForTheBudgetIsNotTheRegistrysFault() {
        try (GuardedRegistry guarded = new GuardedRegistry(saying("{\"token\":\"t\"}"))) {
            RegistryClient client =
                    guarded.registry.client(access(1, 1), impatient(Duration.ofMillis(900), Duration.ofMinutes(1)));

            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(guarded.registry.seen).hasSize(2);
        }
    }

    @Test
    void aTokenServerThatIsThrottledIsLeftAloneAndNotTheRegistry() {
        try (GuardedRegistry guarded = new GuardedRegistry(request -> request.response()
                .setStatusCode(429)
                .putHeader("Retry-After", "60")
                .end())) {
            RegistryClient client = guarded.registry.client(ANONYMOUS);
            assertThat(later(await(client.look(MANIFEST))).retryAfter()).contains(Duration.ofSeconds(60));

            assertThat(client.opensIn()).contains(Duration.ZERO);
            Look second =
                    await(client.look(new Source.Manifest(new Location("local", "other"), FaultyRegistry.DIGEST)));
            assertThat(later(second).reason()).isEqualTo(LookFailure.THROTTLED);
            assertThat(later(second).retryAfter().orElseThrow()).isGreaterThan(Duration.ofSeconds(50));
            assertThat(guarded.registry.seen).hasSize(2);
            assertThat(guarded.tokenServer.seen).hasSize(1);
        }
    }

    @Test
    void aListOfTagsThatIsThrottledHoldsUpNoManifest() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            if (request.path().endsWith("/tags/list")) {
                request.response()
                        .setStatusCode(429)
                        .putHeader("Retry-After", "60")
                        .end();
            } else {
                FaultyRegistry.serveManifest(request);
            }
        })) {
            RegistryClient client = registry.client(ANONYMOUS);
            PageAddress tags = PageAddress.tags("team/app");
            for (int asked = 0; asked < 2; asked++) {
                ListingPage throttled = await(client.page(tags, 1, names -> {}));
                assertThat(((ListingPage.Failed) throttled).reason()).isEqualTo(LookFailure.THROTTLED);
            }

            assertThat(await(client.look(MANIFEST))).isInstanceOf(Found.class);
            assertThat(await(client.look(FaultyRegistry.REPOSITORY))).isInstanceOf(Look.Later.class);
            assertThat(registry.seen).hasSize(2);
        }
    }

    @Test
    void a429WithoutATimePausesTheRegistryForASecond() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> answer(request, 429))) {
            RegistryClient client = registry.client(ANONYMOUS);
            await(client.look(MANIFEST));

            assertThat(client.opensIn().orElseThrow()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
        }
    }

    @Test
    void aRedirectedStoreThatAsksForAPausePausesTheRegistry() {
        try (FaultyRegistry store = new FaultyRegistry(request -> request.response()
                        .setStatusCode(503)
                        .putHeader("Retry-After", "60")
                        .end());
                FaultyRegistry registry =
                        new FaultyRegistry(request -> FaultyRegistry.redirect(request, 307, store.url + "/blob"))) {
            RegistryClient client = registry.client(ANONYMOUS);
            await(client.look(MANIFEST));

            assertThat(client.opensIn().orElseThrow()).isGreaterThan(Duration.ofSeconds(50));
        }
    }

    private static Access access(int concurrent, int perSecond) {
        return new Access(Optional.empty(), new Budget(concurrent, perSecond), Set.of());
    }

    /** Wants a token, tells no digest, and redirects, each answer after a moment. */
    private void slowly(HttpServerRequest request) {
        count();
        request.response().endHandler(ended -> atOnce.decrementAndGet());
        Vertx.currentContext().owner().setTimer(20, later -> {
            if (request.path().equals("/token")) {
                request.response().end("{\"token\":\"t\"}");
            } else if (request.getHeader("Authorization") == null) {
                challenge(request);
            } else if (request.method().equals(HttpMethod.HEAD)) {
                request.response().end();
            } else if (request.query() == null) {
                FaultyRegistry.redirect(request, 307, request.path() + "?moved");
            } else {
                request.response().end(Buffer.buffer(FaultyRegistry.CONTENT));
            }
        });
    }

    private void count() {
        arrivals.add(System.nanoTime());
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    }

    private static void challenge(HttpServerRequest request) {
        request.response()
                .setStatusCode(401)
                .putHeader("WWW-Authenticate", "Bearer realm=\"http://" + request.authority() + "/token\"")
                .end();
    }

    /** The most requests that arrived within any such time. */
    private int most(Duration window) {
        List<Long> all = List.copyOf(arrivals);
        return all.stream()
                .mapToInt(first -> (int) all.stream()
                        .filter(each -> each >= first && each < first + window.toNanos())
                        .count())
                .max()
                .orElse(0);
    }
}
