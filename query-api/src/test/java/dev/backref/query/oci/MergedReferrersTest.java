package dev.backref.query.oci;

import static dev.backref.query.oci.MergedAnswers.LOCAL;
import static dev.backref.query.oci.MergedAnswers.NOW;
import static dev.backref.query.oci.MergedAnswers.PATH;
import static dev.backref.query.oci.MergedAnswers.SUBJECT;
import static dev.backref.query.oci.MergedAnswers.answer;
import static dev.backref.query.oci.MergedAnswers.completeness;
import static dev.backref.query.oci.MergedAnswers.descriptor;
import static dev.backref.query.oci.MergedAnswers.json;
import static dev.backref.query.oci.MergedAnswers.position;
import static dev.backref.query.oci.MergedAnswers.referrer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import dev.backref.query.FakeIndex;
import dev.backref.query.Pages;
import dev.backref.query.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The referrers API over all registries: one list, and never of less than each of them may answer for. */
class MergedReferrersTest {
    private static final Location MIRROR = new Location("mirror", "team/app");
    private static final LocationKnowledge COMPLETE =
            new LocationKnowledge(Optional.of(NOW), Optional.empty(), Optional.empty());
    private static final LocationKnowledge OUTAGE = new LocationKnowledge(
            Optional.of(NOW), Optional.of(new Unresolved(NOW.minusSeconds(61), "timed-out")), Optional.empty());
    private static final LocationKnowledge REJECTED = new LocationKnowledge(
            Optional.of(NOW),
            Optional.empty(),
            Optional.of(new Rejected(1, Source.parse("mirror/team/app@" + SUBJECT), "too-large")));

    private final FakeIndex index = new FakeIndex();
    private final Map<Location, LocationKnowledge> known = new HashMap<>(Map.of(LOCAL, COMPLETE, MIRROR, COMPLETE));
    private Caller caller = Caller.ANYONE;
    private final TestServer server = OciServer.of(index, NOW, Set.of("mirror", "local"), context -> caller);

    MergedReferrersTest() {
        index.atLocation = query -> CompletableFuture.completedStage(new LocationAnswer(
                known.getOrDefault(query.location(), LocationKnowledge.NOTHING),
                Pages.of(),
                Optional.empty(),
                position(query.location().equals(MIRROR) ? 9 : 7),
                ServedBy.ACTIVE));
        index.ofSubject = query -> CompletableFuture.completedStage(answer(Optional.empty()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersOneListOverEveryRegistry() throws Exception {
        index.ofSubject = query -> CompletableFuture.completedStage(answer(Optional.empty(), referrer(1), referrer(2)));
        HttpResponse<String> answer = server.get(PATH);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("content-type"))
                .containsExactly("application/vnd.oci.image.index.v1+json");
        assertThat(answer.body())
                .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
                        + "\"manifests\":[" + json(1) + "," + json(2) + "]}");
        assertThat(answer.headers().firstValue("oci-filters-applied")).isEmpty();
        assertThat(answer.headers().firstValue("link")).isEmpty();
        HttpResponse<String> head = server.send("HEAD", PATH);
        assertThat(head.headers().firstValueAsLong("content-length"))
                .hasValue(answer.body().length());
        assertThat(head.body()).isEmpty();
    }

    @Test
    void asksForTheRepositoryInTheseRegistriesAndNotForLessThanIsKnownOfEach() throws Exception {
        server.get(PATH + "?artifactType=a/b");
        assertThat(index.locationQueries).extracting(each -> each.location()).containsExactly(LOCAL, MIRROR);
        SubjectQuery query = index.subjectQueries.get(0);
        assertThat(query.subject()).isEqualTo(SUBJECT);
        assertThat(query.filter())
                .isEqualTo(new SubjectQuery.Filter(Set.of("a/b"), Set.of("local", "mirror"), Optional.of("team/app")));
        assertThat(query.ask().atLeast()).contains(position(9));
    }

    @Test
    void leavesOutWhatIsItsOwnEvidenceAsEveryReferrersAnswerDoes() throws Exception {
        Referrer itself = referrer(descriptor(SUBJECT, Map.of()));
        index.ofSubject = query -> CompletableFuture.completedStage(answer(Optional.empty(), itself, referrer(1)));
        assertThat(server.get(PATH).body()).endsWith("\"manifests\":[" + json(1) + "]}");
    }

    @Test
    void sendsClientsElsewhereWhileOneMirrorIsUnknownAndSaysWhich() throws Exception {
        known.remove(MIRROR);
        HttpResponse<String> answer = server.get(PATH);
        assertError(answer, 404, "UNSUPPORTED");
        assertThat(answer.body()).contains("\"message\":\"mirror/team/app: what this repository held before");
        assertThat(index.subjectQueries).isEmpty();
    }

    @Test
    void isUnavailableWhileOneMirrorIsAlsoWhereAnotherIsUnknown() throws Exception {
        known.put(MIRROR, OUTAGE);
        assertError(server.get(PATH), 503, "UNAVAILABLE");
        known.remove(LOCAL);
        HttpResponse<String> answer = server.get(PATH);
        assertError(answer, 503, "UNAVAILABLE");
        assertThat(answer.body()).contains("\"message\":\"mirror/team/app: something that was pushed here");
        assertThat(answer.headers().firstValue("retry-after")).contains("60");
        known.put(MIRROR, REJECTED);
        assertThat(server.get(PATH).body()).contains("\"detail\":{\"rejected\":{\"sources\":1,");
    }

    @Test
    void isNeverAnEmptyListWhenTheIndexCannotAnswer() throws Exception {
        index.ofSubject =
                query -> CompletableFuture.failedStage(new IndexUnavailable("restoring", Duration.ofSeconds(2)));
        HttpResponse<String> answer = server.get(PATH);
        assertError(answer, 503, "UNAVAILABLE");
        assertThat(answer.headers().firstValue("retry-after")).contains("2");
        index.ofSubject = query -> CompletableFuture.failedStage(new IllegalStateException("secret detail"));
        assertThat(server.get(PATH).body()).contains("UNAVAILABLE").doesNotContain("secret detail");
        index.atLocation =
                query -> CompletableFuture.failedStage(new IndexUnavailable("behind", Duration.ofSeconds(3)));
        assertThat(server.get(PATH).headers().firstValue("retry-after")).contains("3");
    }

    @Test
    void leavesOutWhatTheCallerMayNotSee() throws Exception {
        known.put(MIRROR, OUTAGE);
        caller = location -> CompletableFuture.completedStage(!location.equals(MIRROR));
        assertThat(server.get(PATH).statusCode()).isEqualTo(200);
        assertThat(index.locationQueries).extracting(each -> each.location()).containsExactly(LOCAL);
        assertThat(index.subjectQueries.get(0).filter().registries()).containsExactly("local");

        caller = location -> CompletableFuture.completedStage(false);
        assertError(server.get(PATH), 404, "UNSUPPORTED");
        caller = location -> CompletableFuture.failedStage(new IllegalStateException("secret detail"));
        HttpResponse<String> answer = server.get(PATH);
        assertError(answer, 503, "UNAVAILABLE");
        assertThat(answer.body()).doesNotContain("secret detail");
    }

    @Test
    void saysThatPartOfItComesFromAStandby() throws Exception {
        assertThat(server.get(PATH).headers().firstValue("backref-served-by")).isEmpty();
        index.ofSubject = query -> CompletableFuture.completedStage(new SubjectAnswer(
                SUBJECT, position(9), ServedBy.STANDBY, completeness(), List.of(referrer(1)), Optional.empty()));
        assertThat(server.get(PATH).headers().firstValue("backref-served-by")).contains("standby");
    }

    @Test
    void refusesWhatIsNoDigestNoRepositoryAndNoCursor() throws Exception {
        assertError(server.get("/v2/all/team/app/referrers/latest"), 400, "DIGEST_INVALID");
        assertError(server.get("/v2/all/Team/referrers/" + SUBJECT), 400, "NAME_INVALID");
        index.ofSubject = query -> CompletableFuture.failedStage(new IllegalArgumentException("not a cursor: \"x\""));
        assertError(server.get(PATH + "?last=x"), 400, "UNSUPPORTED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifests/latest", "blobs/sha256:aa", "tags/list", "uploads/x"})
    void servesReferrersAlone(String rest) throws Exception {
        assertError(server.get("/v2/all/team/app/" + rest), 404, "UNSUPPORTED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".sig", ".att", ".sbom"})
    void neverSaysThatThereIsNoReferrersTag(String suffix) throws Exception {
        assertError(server.get("/v2/all/team/app/manifests/sha256-" + "a".repeat(64) + suffix), 503, "UNAVAILABLE");
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    }
}
