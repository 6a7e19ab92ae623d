package dev.backref.query.oci;

import static dev.backref.query.oci.MergedAnswers.NOW;
import static dev.backref.query.oci.MergedAnswers.PATH;
import static dev.backref.query.oci.MergedAnswers.answer;
import static dev.backref.query.oci.MergedAnswers.descriptor;
import static dev.backref.query.oci.MergedAnswers.digest;
import static dev.backref.query.oci.MergedAnswers.json;
import static dev.backref.query.oci.MergedAnswers.page;
import static dev.backref.query.oci.MergedAnswers.position;
import static dev.backref.query.oci.MergedAnswers.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.query.FakeIndex;
import dev.backref.query.Pages;
import dev.backref.query.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the list over all registries comes in pages that clients can read. */
class MergedPageTest {
    private final FakeIndex index = new FakeIndex();
    private final TestServer server = OciServer.of(index, NOW, Set.of("local"));

    MergedPageTest() {
        index.atLocation = query -> CompletableFuture.completedStage(new LocationAnswer(
                new LocationKnowledge(Optional.of(NOW), Optional.empty(), Optional.empty()),
                Pages.of(),
                Optional.empty(),
                position(7),
                ServedBy.ACTIVE));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void linksToTheNextPageWithARelativePathThatKeepsTheFilter() throws Exception {
        Referrer large = referrer(descriptor(digest(1), Map.of("a", "x".repeat(3_999_000))));
        index.ofSubject = query -> CompletableFuture.completedStage(
                query.after().isEmpty()
                        ? answer(Optional.of("c+r"), large)
                        : answer(Optional.empty(), referrer(descriptor(digest(2), Map.of("a", "x".repeat(2_000))))));
        HttpResponse<String> answer = server.get(PATH + "?artifactType=a/b%2Bc");
        assertThat(answer.headers().allValues("oci-filters-applied")).containsExactly("artifactType");
        assertThat(answer.body())
                .contains(digest(1).toString())
                .doesNotContain(digest(2).toString());
        assertThat(answer.headers().firstValue("link"))
                .contains("<" + PATH + "?artifactType=a%2Fb%2Bc&last=c%2Br>; rel=\"next\"");

        HttpResponse<String> next = server.get(PATH + "?artifactType=a%2Fb%2Bc&last=c%2Br");
        assertThat(next.body()).contains(digest(2).toString());
        assertThat(next.headers().firstValue("link")).isEmpty();
    }

    @Test
    void putsAsManyPagesOfTheIndexOnOneAsClientsReadOfAnAnswer() throws Exception {
        index.ofSubject = query -> CompletableFuture.completedStage(
                switch (query.after().orElse("")) {
                    case "" -> answer(Optional.of("one"), referrer(1));
                    case "one" -> answer(Optional.of("two"));
                    default -> answer(Optional.empty(), referrer(2));
                });
        HttpResponse<String> answer = server.get(PATH);
        assertThat(answer.body()).endsWith("\"manifests\":[" + json(1) + "," + json(2) + "]}");
        assertThat(answer.headers().firstValue("link")).isEmpty();
    }

    @Test
    void endsAPageBeforeItIsLargerThanClientsRead() throws Exception {
        List<Referrer> all = List.of(1, 2, 3, 4, 5).stream()
                .map(number -> referrer(descriptor(digest(number), Map.of("a", "\u0001".repeat(200_000)))))
                .toList(); // Each is six times as large in JSON.
        index.ofSubject = query -> CompletableFuture.completedStage(page(all, query));

        HttpResponse<String> answer = server.get(PATH);
        assertThat(answer.body().length()).isBetween(3_500_000, 4 * 1024 * 1024);
        assertThat(answer.body())
                .contains(digest(3).toString())
                .doesNotContain(digest(4).toString());
        assertThat(answer.headers().firstValue("link")).contains("<" + PATH + "?last=3>; rel=\"next\"");
        HttpResponse<String> next = server.get(PATH + "?last=3");
        assertThat(next.body()).contains(digest(4).toString(), digest(5).toString());
        assertThat(next.headers().firstValue("link")).isEmpty();
    }

    @Test
    void hasRoomForOneReferrerHoweverLargeItIs() throws Exception {
        List<Referrer> all = List.of(1, 2).stream()
                .map(number -> referrer(descriptor(digest(number), Map.of("a", "\u0001".repeat(700_000)))))
                .toList();
        index.ofSubject = query -> CompletableFuture.completedStage(page(all, query));
        HttpResponse<String> answer = server.get(PATH);
        assertThat(answer.body())
                .contains(digest(1).toString())
                .doesNotContain(digest(2).toString());
        assertThat(answer.headers().firstValue("link")).contains("<" + PATH + "?last=1>; rel=\"next\"");
    }

    @Test
    void endsAPageThatTheIndexLeavesEmptyForLong() throws Exception {
        index.ofSubject = query -> CompletableFuture.completedStage(
                answer(Optional.of(query.after().orElse("") + "x")));
        HttpResponse<String> answer = server.get(PATH);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("link"))
                .contains("<" + PATH + "?last=" + "x".repeat(20) + ">; rel=\"next\"");
    }
}
