package dev.backref.ingest.sweep;

import static dev.backref.ingest.sweep.PagedRegistry.await;
import static dev.backref.ingest.sweep.PagedRegistry.failed;
import static dev.backref.ingest.sweep.PagedRegistry.leadingTo;
import static dev.backref.ingest.sweep.PagedRegistry.lines;
import static dev.backref.ingest.sweep.PagedRegistry.tags;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.Timeouts;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a listing when the second of its three pages goes wrong. */
class FailedPageTest {
    private static final String APP = "team/app";
    private static final Timeouts IMPATIENT =
            new Timeouts(Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofMinutes(1));

    @TempDir
    private Path folder;

    private final AtomicInteger secondPages = new AtomicInteger();

    @AfterEach
    void leavesNoFiles() throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void waitsAsLongAsTheRegistryWantsToBeLeftAloneAndGoesOnFromThatPage() {
        try (PagedRegistry registry = failing(
                1,
                request -> request.response()
                        .setStatusCode(429)
                        .putHeader("Retry-After", "1")
                        .end())) {
            assertThat(lines(registry.lister(folder).sources(APP))).containsExactly(":a", ":b", ":c", ":d", ":e");
            assertThat(registry.seen)
                    .containsExactly(
                            "/v2/team/app/tags/list?n=1000",
                            "/v2/team/app/tags/list?page=2",
                            "/v2/team/app/tags/list?page=2",
                            "/v2/team/app/tags/list?page=3");
        }
    }

    @Test
    void doesNotWaitForHalfAnHour() {
        try (PagedRegistry registry = failing(
                1,
                request -> request.response()
                        .setStatusCode(429)
                        .putHeader("Retry-After", "1800")
                        .end())) {
            Listed.Failed throttled = failed(registry.lister(folder).sources(APP));
            assertThat(throttled.reason()).isEqualTo(LookFailure.THROTTLED);
            assertThat(throttled.retryAfter()).contains(Duration.ofMinutes(30));
            assertThat(registry.seen).hasSize(2);
        }
    }

    @Test
    void aPageThatBreaksOffIsTakenAgainWithoutBeingEndless() {
        try (PagedRegistry registry = failing(5, FailedPageTest::breakOff)) {
            assertThat(lines(registry.lister(folder).sources(APP))).containsExactly(":a", ":b", ":c", ":d", ":e");
            assertThat(secondPages).hasValue(6);
        }
    }

    @Test
    void whatABrokenPageBroughtIsNewWhenItIsTakenAgain() {
        String names = PagedRegistry.array(
                IntStream.range(0, 2_500).mapToObj(each -> "c" + each).toList());
        AtomicInteger asked = new AtomicInteger();
        try (PagedRegistry registry = new PagedRegistry(request -> {
            if (request.getParam("page") != null) {
                tags(request.response(), "e");
            } else if (asked.incrementAndGet() == 1) {
                // Many enough for some to be taken before it breaks off.
                request.response()
                        .putHeader("Content-Length", "1000000")
                        .write("{\"tags\":" + names)
                        .onComplete(written -> request.connection().close());
            } else {
                leadingTo(request, "?page=2").end("{\"tags\":" + names + "}");
            }
        })) {
            assertThat(lines(registry.lister(folder, PagedRegistry.PATIENT, 5_000)
                            .sources(APP)))
                    .hasSize(2_501);
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void givesUpAfterFiveMoreAttempts() {
        try (PagedRegistry registry = failing(100, FailedPageTest::breakOff)) {
            Listed.Failed broken = failed(registry.lister(folder).sources(APP));
            assertThat(broken.reason()).isEqualTo(LookFailure.UNREACHABLE);
            assertThat(secondPages).hasValue(6);
        }
    }

    @Test
    void aPageThatHangsInItsMiddleIsTakenAgain() {
        try (PagedRegistry registry =
                failing(1, request -> request.response().setChunked(true).write("{\"tags\":[\"c\""))) {
            assertThat(lines(registry.lister(folder, IMPATIENT, 1).sources(APP)))
                    .hasSize(5);
        }
    }

    @Test
    void aRegistryThatHangsTimesOut() {
        try (PagedRegistry registry = failing(100, request -> {})) {
            Listed.Failed hanging = failed(registry.lister(folder, IMPATIENT, 1).sources(APP));
            assertThat(hanging.reason()).isEqualTo(LookFailure.TIMED_OUT);
        }
    }

    @ParameterizedTest
    @CsvSource({"500,SERVER_ERROR,6", "403,UNAUTHORIZED,1", "400,BAD_ANSWER,1"})
    void asksAgainOnlyForWhatCanPass(int status, LookFailure reason, int attempts) {
        try (PagedRegistry registry =
                failing(100, request -> request.response().setStatusCode(status).end())) {
            assertThat(failed(registry.lister(folder).sources(APP)).reason()).isEqualTo(reason);
            assertThat(secondPages).hasValue(attempts);
        }
    }

    @Test
    void aRepositoryThatVanishesInTheMiddleIsGone() {
        try (PagedRegistry registry = failing(100, PagedRegistry::notFound)) {
            assertThat(await(registry.lister(folder).sources(APP))).isEqualTo(new Listed.Gone());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"tags\":[\"c\"",
                "{\"tags\":[\"c\"]",
                "{\"tags\":[\"c\",]}",
                "{\"tags\":\"c\"}",
                "{\"tags\":{\"c\":1}}",
                "{\"tags\":[1]}",
                "{\"tags\":[null]}",
                "{\"tags\":[[\"c\"]]}",
                "{\"repositories\":[\"c\"]}",
                "{\"nested\":{\"tags\":[\"c\"]}}",
                "{\"tags\":[\"c\"]}{}",
                "<html></html>"
            })
    void aBodyThatIsNoPageIsABadAnswer(String body) {
        try (PagedRegistry registry = failing(100, request -> request.response().end(body))) {
            Listed.Failed bad = failed(registry.lister(folder).sources(APP));
            assertThat(bad.reason()).isEqualTo(LookFailure.BAD_ANSWER);
            assertThat(bad.detail()).contains("/v2/team/app/tags/list").doesNotContain("page=2");
            assertThat(secondPages).hasValue(1);
        }
    }

    @Test
    void aNameThatIsTooLongIsABadAnswer() {
        try (PagedRegistry registry = failing(100, request -> tags(request.response(), "c".repeat(129)))) {
            Listed.Failed bad = failed(registry.lister(folder).sources(APP));
            assertThat(bad.reason()).isEqualTo(LookFailure.BAD_ANSWER);
            assertThat(bad.detail()).contains("more than 128 characters");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://elsewhere.example/v2/x", "//elsewhere.example/", "https://elsewhere.example/"})
    void aLinkToAnotherHostIsNotFollowed(String link) {
        try (PagedRegistry registry = failing(100, request -> tags(leadingTo(request, link), "c"))) {
            Listed.Failed bad = failed(registry.lister(folder).sources(APP));
            assertThat(bad.reason()).isEqualTo(LookFailure.BAD_ANSWER);
            assertThat(bad.detail()).contains("elsewhere.example");
        }
    }

    @Test
    void aLinkToAnotherPortOrSchemeOfTheHostIsNotFollowed() {
        try (PagedRegistry other = new PagedRegistry(request -> tags(request.response(), "stolen"));
                PagedRegistry registry =
                        failing(100, request -> tags(leadingTo(request, other.url + "/v2/team/app/tags/list"), "c"))) {
            assertThat(failed(registry.lister(folder).sources(APP)).detail()).contains(other.url);
            assertThat(other.seen).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/", "http://user@127.0.0.1/", "?last=a b", "mailto:x"})
    void aLinkThatIsNoHttpAddressIsABadAnswer(String link) {
        try (PagedRegistry registry = failing(100, request -> tags(leadingTo(request, link), "c"))) {
            assertThat(failed(registry.lister(folder).sources(APP)).reason()).isEqualTo(LookFailure.BAD_ANSWER);
        }
    }

    /** Three pages, of which the second goes wrong so many times. */
    private PagedRegistry failing(int times, Handler<HttpServerRequest> wrong) {
        return new PagedRegistry(request -> {
            String page = request.getParam("page");
            if (page == null) {
                tags(leadingTo(request, "?page=2"), "a", "b");
            } else if (page.equals("3")) {
                tags(request.response(), "e");
            } else if (secondPages.incrementAndGet() <= times) {
                wrong.handle(request);
            } else {
                tags(leadingTo(request, "?page=3"), "c", "d");
            }
        });
    }

    private static void breakOff(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Length", "1000")
                .write("{\"tags\":[\"c\",\"d\",")
                .onComplete(written -> request.connection().close());
    }
}
