package dev.backref.query.oci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.ingest.contract.Source;
import dev.backref.query.FakeIndex;
import dev.backref.query.Pages;
import dev.backref.query.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which status says what is known: a list is answered only where nothing is known to be missing from it. */
class KnowledgeStatusTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String PATH = "/v2/local/team/app/referrers/" + DIGEST;
    private static final String ONE = "{\"mediaType\":\"m\",\"digest\":\"sha256:1\",\"size\":1}";
    private static final Rejected REJECTED = new Rejected(3, Source.parse("local/team/app@" + DIGEST), "too-large");

    private final FakeIndex index = new FakeIndex();
    private final TestServer server = OciServer.of(index, NOW, Set.of("local"));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void sendsClientsToTheFallbackTagWhereTheHistoryIsUnknown() throws Exception {
        known(Optional.empty(), Optional.of(new Unresolved(Instant.EPOCH, "timed-out")), Optional.of(REJECTED));
        HttpResponse<String> answer = server.get(PATH);
        assertError(answer, 404, "UNSUPPORTED");
        assertThat(answer.body()).doesNotContain("NAME_UNKNOWN");
    }

    @Test
    void isUnavailableOnlyWhenSomethingIsUnresolvedForMoreThanAMinute() throws Exception {
        known(Optional.of(NOW), Optional.of(new Unresolved(NOW.minusSeconds(59), "timed-out")), Optional.empty());
        assertThat(server.get(PATH).statusCode()).isEqualTo(200);
        known(Optional.of(NOW), Optional.of(new Unresolved(NOW.minusSeconds(61), "timed-out")), Optional.empty());
        HttpResponse<String> answer = server.get(PATH);
        assertError(answer, 503, "UNAVAILABLE");
        assertThat(answer.headers().firstValue("retry-after")).contains("60");
    }

    @Test
    void isNoListWhileSomethingIsRejectedAndNamesItAndTheWayOut() throws Exception {
        known(Optional.of(NOW), Optional.empty(), Optional.of(REJECTED));
        HttpResponse<String> answer = server.get(PATH);
        assertError(answer, 503, "UNAVAILABLE");
        assertThat(answer.headers().firstValue("retry-after")).isEmpty();
        assertThat(answer.body())
                .isEqualTo(
                        "{\"errors\":[{\"code\":\"UNAVAILABLE\",\"message\":\"what refers to a digest here is not all"
                                + " known: local/team/app@" + DIGEST
                                + " cannot be taken (too-large). Delete it, or push there what"
                                + " can be taken\",\"detail\":{\"rejected\":{\"sources\":3,\"source\":\"local/team/app@"
                                + DIGEST + "\",\"reason\":\"too-large\"}}}]}");
    }

    @Test
    void isNeverAnEmptyListWhenTheIndexCannotAnswer() throws Exception {
        index.atLocation =
                query -> CompletableFuture.failedStage(new IndexUnavailable("restoring", Duration.ofSeconds(2)));
        HttpResponse<String> answer = server.get(PATH);
        assertError(answer, 503, "UNAVAILABLE");
        assertThat(answer.headers().firstValue("retry-after")).contains("2");
    }

    private void known(Optional<Instant> complete, Optional<Unresolved> unresolved, Optional<Rejected> rejected) {
        index.atLocation = query -> CompletableFuture.completedStage(new LocationAnswer(
                new LocationKnowledge(complete, unresolved, rejected),
                Pages.of(ONE),
                Optional.empty(),
                new Position(1, 0, 7, NOW),
                ServedBy.ACTIVE));
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    }
}
