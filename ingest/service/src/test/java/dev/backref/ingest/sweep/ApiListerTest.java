package dev.backref.ingest.sweep;

import static dev.backref.ingest.sweep.PagedRegistry.array;
import static dev.backref.ingest.sweep.PagedRegistry.await;
import static dev.backref.ingest.sweep.PagedRegistry.failed;
import static dev.backref.ingest.sweep.PagedRegistry.leadingTo;
import static dev.backref.ingest.sweep.PagedRegistry.lines;
import static dev.backref.ingest.sweep.PagedRegistry.repositories;
import static dev.backref.ingest.sweep.PagedRegistry.tags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings of a real HTTP server. Most do not fit into the memory that they may use, so that the disk takes part. */
class ApiListerTest {
    private static final String APP = "team/app";
    private static final String FIRST = "/v2/team/app/tags/list?n=1000";

    @TempDir
    private Path folder;

    @AfterEach
    void leavesNoFiles() throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void collectsAllPagesSortedAndOnce() {
        try (PagedRegistry registry = new PagedRegistry(ApiListerTest::threePages)) {
            ApiLister lister = registry.lister(folder);
            assertThat(lines(lister.sources(APP))).containsExactly(":a", ":b", ":c", ":d", ":e", ":f");
            assertThat(registry.seen)
                    .containsExactly(FIRST, "/v2/team/app/tags/list?n=3&last=c", "/v2/team/app/tags/list?next=%2F+x");
        }
    }

    @Test
    void countsByTagsAloneWhereTheRegistryHasNoReferrers() {
        try (PagedRegistry registry = new PagedRegistry(ApiListerTest::threePages)) {
            assertThat(basis(registry, new Look.Gone())).isEqualTo(Basis.TAGS);
            assertThat(basis(registry, new Look.Lists(List.of()))).isEqualTo(Basis.REFERRERS_API);
            assertThat(basis(registry, new Look.Refused(LookFailure.BAD_ANSWER, "405")))
                    .isEqualTo(Basis.TAGS);
        }
    }

    /** What is forbidden in one repository can be allowed in others. */
    @Test
    void countsByTagsAloneWhereReferrersAreForbiddenAndAsksElsewhereAgain() {
        Look forbidden = new Look.Doubtful(LookFailure.UNAUTHORIZED, 403, "answered 403", Optional.empty());
        try (PagedRegistry registry = new PagedRegistry(request -> tags(request.response(), "v1"))) {
            ApiLister lister = registry.lister(
                    folder,
                    repository -> Future.succeededFuture(
                            repository.equals("closed") ? forbidden : new Look.Lists(List.of())));
            assertThat(basis(lister, "closed")).isEqualTo(Basis.TAGS);
            assertThat(basis(lister, APP)).isEqualTo(Basis.REFERRERS_API);
        }
    }

    /** Deleted between the catalogue and the question, it tells nothing of the registry. */
    @Test
    void asksElsewhereWhereTheFirstRepositoryIsGone() {
        try (PagedRegistry registry = new PagedRegistry(request -> listing(request.path(), request.response()))) {
            ApiLister lister = registry.lister(
                    folder,
                    repository -> Future.succeededFuture(
                            repository.equals("a") ? new Look.Gone() : new Look.Lists(List.of())));
            assertThat(lines(lister.repositories())).containsExactly("a", APP);
            assertThat(basis(lister, APP)).isEqualTo(Basis.REFERRERS_API);
        }
    }

    private static void listing(String path, HttpServerResponse response) {
        if (path.equals("/v2/_catalog")) {
            PagedRegistry.repositories(response, "a", APP);
        } else {
            tags(response, "v1");
        }
    }

    /** Else absence could be read from a listing that shows less than it claims. */
    @Test
    void hasListedNothingWhereItCannotTellOnWhatThatCounts() {
        Look.Later throttled = new Look.Later(LookFailure.THROTTLED, "answered 429", Optional.empty());
        try (PagedRegistry registry = new PagedRegistry(ApiListerTest::threePages)) {
            ApiLister lister = registry.lister(folder, repository -> Future.succeededFuture(throttled));
            assertThat(PagedRegistry.await(lister.sources(APP)))
                    .isEqualTo(new Listed.Failed(LookFailure.THROTTLED, "answered 429", Optional.empty()));
        }
    }

    @Test
    void listsRepositoriesThoughTheFirstOfThemIsBroken() {
        Look.Later broken = new Look.Later(LookFailure.SERVER_ERROR, "answered 500", Optional.empty());
        try (PagedRegistry registry =
                new PagedRegistry(request -> PagedRegistry.repositories(request.response(), "broken", "fine"))) {
            ApiLister lister = registry.lister(folder, repository -> Future.succeededFuture(broken));
            assertThat(lines(lister.repositories())).containsExactly("broken", "fine");
        }
    }

    private Basis basis(PagedRegistry registry, Look referrers) {
        ApiLister lister = registry.lister(folder, repository -> Future.succeededFuture(referrers));
        return basis(lister, APP);
    }

    private static Basis basis(ApiLister lister, String repository) {
        Listed.All all = (Listed.All) PagedRegistry.await(lister.sources(repository));
        all.lines().close();
        return all.basis();
    }

    @Test
    void takesAllNamesOfARegistryThatKnowsNoPages() {
        List<String> names =
                IntStream.range(0, 900).mapToObj(each -> "team/app" + each).toList();
        try (PagedRegistry registry =
                new PagedRegistry(request -> request.response().end("{\"repositories\":" + array(names) + "}"))) {
            assertThat(lines(registry.lister(folder).repositories()))
                    .isEqualTo(names.stream().sorted().toList());
            assertThat(registry.seen).containsExactly("/v2/_catalog?n=1000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]"})
    void takesNoTagsForAnEmptyList(String none) {
        try (PagedRegistry registry =
                new PagedRegistry(request -> request.response().end("{\"name\":\"team/app\",\"tags\":" + none + "}"))) {
            assertThat(lines(registry.lister(folder).sources(APP))).isEmpty();
        }
    }

    @Test
    void leavesOutAndCountsWhatTheGrammarRefuses() {
        try (PagedRegistry registry = new PagedRegistry(request -> {
            if (request.uri().equals("/v2/_catalog?n=1000")) {
                repositories(leadingTo(request, "/v2/_catalog?last=1"), "Team/App", "");
            } else {
                repositories(request.response(), "team//app", "team/app");
            }
        })) {
            ApiLister lister = registry.lister(folder);
            assertThat(lines(lister.repositories())).containsExactly("team/app");
            assertThat(lister.refusedNames()).isEqualTo(3);
        }
    }

    @Test
    void aRepositoryThatIsNotThereIsGone() {
        try (PagedRegistry registry = new PagedRegistry(PagedRegistry::notFound)) {
            ApiLister lister = registry.lister(folder);
            assertThat(await(lister.sources(APP))).isEqualTo(new Listed.Gone());
            assertThat(await(lister.repositories())).isEqualTo(new Listed.Gone());
            assertThat(registry.seen).hasSize(2);
        }
    }

    @Test
    void aRepositoryWhoseNameIsUnknownIsToldFromOneThatIsNotFound() {
        try (PagedRegistry registry = new PagedRegistry(request -> request.response()
                .setStatusCode(404)
                .end("{\"errors\":[{\"code\":\"" + (request.path().contains(APP) ? "NAME_UNKNOWN" : "DENIED")
                        + "\",\"message\":\"m\",\"detail\":{\"name\":\"n\"}}]}"))) {
            ApiLister lister = registry.lister(folder);
            assertThat(await(lister.sources(APP))).isEqualTo(new Listed.NameUnknown());
            assertThat(await(lister.sources("denied"))).isEqualTo(new Listed.Gone());
            assertThat(await(lister.repositories())).as("of no repository").isEqualTo(new Listed.Gone());
        }
    }

    @Test
    void aPageThatLeadsToOneBeforeIsEndless() {
        try (PagedRegistry registry = new PagedRegistry(request -> {
            String last = request.uri().endsWith("=b") ? "a" : "b";
            tags(leadingTo(request, "?last=" + last), "of" + last);
        })) {
            Listed.Failed endless = failed(registry.lister(folder).sources(APP));
            assertThat(endless.reason()).isEqualTo(LookFailure.BAD_ANSWER);
            assertThat(endless.detail()).startsWith("endless");
            assertThat(registry.seen).hasSize(3);
        }
    }

    @Test
    void aPageWithoutANewNameThatLeadsOnIsEndless() {
        try (PagedRegistry registry = new PagedRegistry(request -> {
            int page = request.uri().equals(FIRST) ? 0 : Integer.parseInt(request.getParam("page"));
            tags(leadingTo(request, "?page=" + (page + 1)), "a", "b");
        })) {
            Listed.Failed endless = failed(registry.lister(folder).sources(APP));
            assertThat(endless.reason()).isEqualTo(LookFailure.BAD_ANSWER);
            assertThat(endless.detail()).startsWith("endless");
            assertThat(registry.seen).hasSize(2);
        }
    }

    @Test
    void endlessNewNamesEndAtTheMostOfAListing() {
        try (PagedRegistry registry = new PagedRegistry(request -> {
            int page = request.uri().equals(FIRST) ? 0 : Integer.parseInt(request.getParam("page"));
            tags(leadingTo(request, "?page=" + (page + 1)), "a" + page, "b" + page, "c" + page);
        })) {
            Listed.Failed endless =
                    failed(registry.lister(folder, PagedRegistry.PATIENT, 1_000).sources(APP));
            assertThat(endless.reason()).isEqualTo(LookFailure.BAD_ANSWER);
            assertThat(endless.detail()).contains("more names than a listing may have");
            assertThat(registry.seen).hasSize(1_667);
        }
    }

    @Test
    void tellsOfADiskThatTakesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        try (PagedRegistry registry = new PagedRegistry(ApiListerTest::threePages)) {
            assertThatThrownBy(() -> await(registry.lister(file).sources(APP)))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(UncheckedIOException.class);
        }
        Files.delete(file);
    }

    @Test
    void refusesWhatIsNoRepository() {
        try (PagedRegistry registry = new PagedRegistry(ApiListerTest::threePages)) {
            assertThatThrownBy(() -> registry.lister(folder).sources("../x"))
                    .hasMessage("not a repository name: \"../x\"");
            assertThat(registry.seen).isEmpty();
        }
    }

    /** Links of each kind: a path, a query only, and none. */
    private static void threePages(HttpServerRequest request) {
        if (request.uri().equals(FIRST)) {
            tags(leadingTo(request, "/v2/team/app/tags/list?n=3&last=c"), "c", "a", "b");
        } else if (request.uri().endsWith("last=c")) {
            tags(leadingTo(request, "?next=%2F+x"), "f", "c", "e");
        } else {
            tags(request.response(), "d", "d", "a");
        }
    }
}
