package dev.backref.ingest.sweep;

import static dev.backref.ingest.sweep.FakeHarbor.APP;
import static dev.backref.ingest.sweep.FakeHarbor.digest;
import static dev.backref.ingest.sweep.PagedRegistry.await;
import static dev.backref.ingest.sweep.PagedRegistry.failed;
import static dev.backref.ingest.sweep.PagedRegistry.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.registry.LookFailure;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Harbor's own API lists beyond the one that all registries have, and what becomes of a listing when it goes wrong. */
class HarborListingTest {
    private static final String FIRST =
            APP + "?with_tag=true&with_accessory=true&q=base%3D*%2Cid%3D%5B1~%5D&sort=id&page=1&page_size=100";
    private static final Digest SIGNATURE = Digest.sha256(new byte[] {1});
    private static final Digest SBOM = Digest.sha256(new byte[] {2});

    @TempDir
    private Path folder;

    private final FakeHarbor harbor = new FakeHarbor();

    @AfterEach
    void leavesNoFiles() throws IOException {
        harbor.close();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void listsWhatHasNoTagAndWhereTagsPoint() {
        String signature = "sha256-" + digest(1).encoded() + ".sig"; // Of an accessory, which no list of artifacts has.
        harbor.add(1, List.of("v1", "latest"), SIGNATURE);
        harbor.add(2, List.of(), SBOM);
        harbor.artifacts.put(5L, new FakeHarbor.Artifact(5, digest(5), List.of(), List.of(), true));
        harbor.tags.add(signature);
        Listed.All all = (Listed.All) await(harbor.lister(folder).sources("team/app"));
        try (SortedLines lines = all.lines()) {
            assertThat(lines.after("", 100))
                    .containsExactlyInAnyOrder(
                            ":v1",
                            ":latest",
                            ":" + signature,
                            ":v1 " + digest(1),
                            ":latest " + digest(1),
                            "@" + digest(2),
                            "@" + digest(5),
                            "@" + SIGNATURE,
                            "@" + SBOM);
            assertThat(all.basis()).isEqualTo(Basis.REFERRERS_API);
        }
        assertThat(harbor.asked()).containsExactly(FIRST);
        assertThat(harbor.refusals()).isZero();
    }

    /** Pages that are told by their count would lose as many as are deleted. */
    @Test
    void missesNothingThatIsThereAllTheTimeWhileOthersAreDeleted() {
        LongStream.rangeClosed(1, 450).forEach(id -> harbor.add(id, List.of()));
        harbor.intercept = request -> {
            if (!request.uri().equals(FIRST)) {
                harbor.artifacts.pollFirstEntry(); // One that was shown before.
            }
            return false;
        };
        List<String> all = LongStream.rangeClosed(1, 450)
                .mapToObj(id -> "@" + digest(id))
                .sorted()
                .toList();
        assertThat(lines(harbor.lister(folder).sources("team/app"))).isEqualTo(all);
        assertThat(harbor.asked()).hasSize(5).last().asString().contains("%5B401~%5D");
    }

    @Test
    void addressesARepositoryWithinAFolderOfItsProject() {
        assertThat(lines(harbor.lister(folder).sources("team/a/b"))).isEmpty();
        assertThat(harbor.asked()).singleElement().asString().contains("/projects/team/repositories/a%252Fb/artifacts");
        assertThat(lines(harbor.lister(folder).sources("outside"))).isEmpty();
        assertThat(harbor.asked()).hasSize(1);
    }

    @Test
    void listsTheCatalogueWhereItMay() {
        harbor.admin = true;
        Listed.All all = (Listed.All) await(harbor.lister(folder).repositories());
        try (SortedLines lines = all.lines()) {
            assertThat(lines.after("", 10)).containsExactly("hidden/app", "team/app");
        }
        assertThat(all.hiding()).isEmpty();
        assertThat(harbor.asked()).isEmpty();
    }

    @Test
    void listsWhatTheAccountMaySeeWhereItMayNotSeeTheCatalogueAndSaysSo() {
        Listed.All all = (Listed.All) await(harbor.lister(folder).repositories());
        try (SortedLines lines = all.lines()) {
            assertThat(lines.after("", 10)).containsExactly("team/a/b", "team/app");
        }
        assertThat(all.hiding()).get().asString().startsWith("only repositories that the account may see");
        assertThat(all.basis()).isEqualTo(Basis.REFERRERS_API);
        assertThat(harbor.asked())
                .containsExactly("/api/v2.0/repositories?q=repository_id%3D%5B1~%5D"
                        + "&sort=repository_id&page=1&page_size=100");
    }

    @Test
    void showsNoPasswordWhereThereIsNone() {
        harbor.add(1, List.of("v1"));
        assertThat(lines(harbor.lister(folder, Optional.empty()).sources("team/app")))
                .containsExactly(":v1");
        assertThat(harbor.refusals()).isOne();
    }

    @Test
    void takesNoPasswordToAnotherHost() {
        List<Optional<String>> shown = new ArrayList<>();
        try (PagedRegistry other = new PagedRegistry(request -> {
            shown.add(Optional.ofNullable(request.getHeader("Authorization")));
            request.response().end("[]");
        })) {
            harbor.intercept = request -> {
                request.response()
                        .setStatusCode(307)
                        .putHeader("Location", other.url + "/elsewhere")
                        .end();
                return true;
            };
            assertThat(lines(harbor.lister(folder).sources("team/app"))).isEmpty();
            assertThat(shown).containsExactly(Optional.empty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void doesWithoutAnApiThatRefusesOrIsNotThere(int status) {
        harbor.add(1, List.of("v1"));
        harbor.intercept = answering(status, "{\"errors\":[{\"code\":\"NOT_FOUND\",\"message\":\"not found\"}]}");
        assertThat(lines(harbor.lister(folder).sources("team/app"))).containsExactly(":v1");
        assertThat(harbor.refusals()).isOne();
        assertThat(await(harbor.lister(folder).repositories())).isInstanceOf(Listed.Failed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html><body>Sign in</body></html> | Unexpected character",
                "'' | ends too early",
                "[{\"id\":1,\"digest\":\"sha256:00\"} | Unexpected end-of-input",
                "{\"errors\":[]} | is not one list",
                "[1] | something else than objects",
                "[{\"id\":1}] | one without \"digest\"",
                "[{\"digest\":\"sha256:00\"}] | the order of ids behind 0, as was asked: \"0\"",
                "[{\"id\":2,\"digest\":\"x\"},{\"id\":1,\"digest\":\"x\"}] | order of ids behind 2, as was asked: \"1\"",
                "[{\"id\":1,\"digest\":\"x\",\"tags\":{}}] | \"tags\" that are no list",
                "[{\"id\":1,\"digest\":\"x\",\"tags\":[1]}] | something else than objects among the \"tags\"",
            })
    void aBodyThatIsNoPageIsABadAnswer(String body, String problem) {
        harbor.intercept = answering(200, body);
        Listed.Failed bad = failed(harbor.lister(folder).sources("team/app"));
        assertThat(bad.reason()).isEqualTo(LookFailure.BAD_ANSWER);
        assertThat(bad.detail()).contains(problem).contains(APP);
        assertThat(harbor.asked()).hasSize(1);
    }

    @Test
    void aPageThatBreaksOffIsTakenAgainAndGivenUpInTheEnd() {
        harbor.add(1, List.of("v1"));
        AtomicInteger broken = new AtomicInteger();
        harbor.intercept = request -> broken.incrementAndGet() < 3 && breakOff(request);
        assertThat(lines(harbor.lister(folder).sources("team/app"))).containsExactly(":v1", ":v1 " + digest(1));
        harbor.intercept = HarborListingTest::breakOff;
        assertThat(failed(harbor.lister(folder).sources("team/app")).reason()).isEqualTo(LookFailure.UNREACHABLE);
    }

    @Test
    void aPageThatRepeatsItselfIsABadAnswer() {
        LongStream.rangeClosed(1, 150).forEach(id -> harbor.add(id, List.of()));
        String page = "[{\"id\":1,\"digest\":\"" + digest(1) + "\"}]";
        harbor.intercept =
                request -> !request.uri().equals(FIRST) && answering(200, page).answers(request);
        Listed.Failed bad = failed(harbor.lister(folder).sources("team/app"));
        assertThat(bad.reason()).isEqualTo(LookFailure.BAD_ANSWER);
        assertThat(bad.detail()).contains("does not go on in the order of ids behind 100");
    }

    @Test
    void endlessPagesEndAtTheMostOfAListing() {
        harbor.intercept = request -> {
            long from = Long.parseLong(request.getParam("q").replaceAll("\\D", ""));
            StringBuilder page = new StringBuilder("[");
            for (long id = from; id < from + 100; id++) {
                page.append(id == from ? "" : ",").append("{\"id\":").append(id);
                page.append(",\"digest\":\"").append(digest(id)).append("\"}");
            }
            request.response().end(page + "]");
            return true;
        };
        Listed.Failed endless = failed(harbor.lister(folder).sources("team/app"));
        assertThat(endless.reason()).isEqualTo(LookFailure.BAD_ANSWER);
        assertThat(endless.detail()).contains("more names than a listing may have");
        assertThat(harbor.asked()).hasSize(51);
    }

    @Test
    void aLinkToAnotherHostIsABadAnswer() {
        harbor.intercept = request -> {
            PagedRegistry.leadingTo(request, "http://elsewhere.example/").end("[]");
            return true;
        };
        Listed.Failed bad = failed(harbor.lister(folder).sources("team/app"));
        assertThat(bad.reason()).isEqualTo(LookFailure.BAD_ANSWER);
        assertThat(bad.detail()).contains("elsewhere.example");
    }

    @Test
    void leavesOutAndCountsWhatTheGrammarRefuses() {
        harbor.intercept = answering(
                200,
                "[{\"id\":1,\"digest\":\"sha256:00\",\"tags\":[{\"name\":\"v1\"}]},{\"id\":2,\"digest\":\"" + digest(2)
                        + "\",\"tags\":[{\"name\":\"no tag\"},{\"name\":\"v2\"}],\"accessories\":[{\"digest\":\"x\"}]}]");
        ApiLister lister = harbor.lister(folder);
        assertThat(lines(lister.sources("team/app"))).containsExactly(":v2 " + digest(2));
        assertThat(lister.refusedNames()).isEqualTo(3);
    }

    @Test
    void aSlowDownOfItsOwnApiIsOneOfTheRegistry() {
        harbor.intercept = request -> {
            request.response()
                    .setStatusCode(429)
                    .putHeader("Retry-After", "1800")
                    .end();
            return true;
        };
        assertThat(failed(harbor.lister(folder).sources("team/app")).reason()).isEqualTo(LookFailure.THROTTLED);
        assertThat(failed(harbor.lister(folder).repositories()).reason()).isEqualTo(LookFailure.THROTTLED);
    }

    private static FakeHarbor.Intercept answering(int status, String body) {
        return request -> {
            request.response().setStatusCode(status).end(body);
            return true;
        };
    }

    private static boolean breakOff(HttpServerRequest request) {
        request.response()
                .putHeader("Content-Length", "1000")
                .write("[{\"id\":1,\"tags\":[{\"na")
                .onComplete(written -> request.connection().close());
        return true;
    }
}
