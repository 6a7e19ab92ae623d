package dev.backref.query.subjects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery.Scope;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsResourceTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Digest SUBJECT = Digest.parse("sha256:" + "a".repeat(64));
    private static final Digest REFERRER = Digest.parse("sha256:" + "b".repeat(64));
    private static final Digest LAYER = Digest.parse("sha256:" + "c".repeat(64));
    private static final Position POSITION = new Position(1, 3, 7, NOW);

    private final FakeIndex index = new FakeIndex();
    private final FakeRequests requests = new FakeRequests();
    private final TestServer server = new TestServer((vertx, router) -> new SubjectsResource(
                    Set.of("local", "mirror"),
                    index,
                    Callers.ANYONE,
                    new SimpleMeterRegistry(),
                    Clock.fixed(NOW, ZoneOffset.UTC))
            .mount(
                    router,
                    new Refreshes(Set.of("local"), index, requests::append, vertx, Clock.fixed(NOW, ZoneOffset.UTC))));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersOneMergedEntryPerReferrer() throws Exception {
        index.ofSubject = query -> CompletableFuture.completedStage(answer());
        HttpResponse<String> answer = server.get("/api/v1/subjects/" + SUBJECT);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo(("{'subject':'" + SUBJECT + "','position':'1-3-7-" + NOW.toEpochMilli() + "',"
                                + "'completeness':{'scope':'all','state':'partial','oldest':'2026-11-25T12:00:00Z',"
                                + "'registries':[{'name':'local','state':'partial','basis':'events','locations':2,"
                                + "'complete':1,'oldest':'2026-11-25T12:00:00Z','reason':'unresolved'},"
                                + "{'name':'mirror','state':'unknown','basis':'events','locations':0,'complete':0,"
                                + "'reason':'nothing has been told of it yet'}]},"
                                + "'referrers':[{'mediaType':'application/vnd.oci.image.manifest.v1+json','digest':'"
                                + REFERRER + "','size':5,'artifactType':'application/spdx+json',"
                                + "'annotations':{'k':''},'kinds':['sbom'],'verification':'not-checked',"
                                + "'evidence':[{'digest':'" + LAYER + "','mediaType':'text/spdx',"
                                + "'predicateType':'https://spdx.dev/Document','kinds':['sbom']}],"
                                + "'locations':[{'registry':'local','repository':'app','forms':['subject-field'],"
                                + "'observed':'2026-11-25T12:00:00Z','indexed':'2026-11-25T12:00:00Z'}]}],"
                                + "'next':'cursor'}")
                        .replace('\'', '"'));
    }

    @Test
    void saysHowOldEvidenceIsAndWhetherItIsAboutSomethingElse() throws Exception {
        Created made = new Created(NOW.minusSeconds(60), "predicate.timestamp");
        Evidence of =
                new Evidence(LAYER, "a/b", Optional.empty(), Set.of(Kind.VEX), List.of(REFERRER), Optional.of(made));
        Referrer before = answer().referrers().get(0);
        Referrer referrer = new Referrer(before.descriptor(), before.kinds(), List.of(of), before.locations());
        index.ofSubject = query -> CompletableFuture.completedStage(answer(referrer));
        assertThat(server.get("/api/v1/subjects/" + SUBJECT).body())
                .contains(("'verification':'not-checked','created':{'at':'2026-11-25T11:59:00Z',"
                                + "'from':'predicate.timestamp'},'evidence':[{'digest':'" + LAYER
                                + "','mediaType':'a/b','kinds':['vex'],'subjects':['" + REFERRER + "'],"
                                + "'created':{'at':'2026-11-25T11:59:00Z','from':'predicate.timestamp'},"
                                + "'subjectMismatch':true}]")
                        .replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource({
        "7d, 2026-11-18T12:00:00Z",
        "1w, 2026-11-18T12:00:00Z",
        "12h, 2026-11-25T00:00:00Z",
        "90m, 2026-11-25T10:30:00Z",
        "30s, 2026-11-25T11:59:30Z",
        "0s, 2026-11-25T12:00:00Z",
        "999999s, 2026-11-13T22:13:00Z"
    })
    void asksForWhatIsNewerThan(String age, String since) throws Exception {
        index.ofSubject = query -> {
            assertThat(query.filter().content().since()).contains(Instant.parse(since));
            return CompletableFuture.completedStage(answer());
        };
        assertThat(server.get("/api/v1/subjects/" + SUBJECT + "?newerThan=" + age)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "d", "-7d", "7D", "1.5d", "P7D", "7d7d", "9999999d", "2026-11-18T12:00:00Z"})
    void refusesWhatIsNoAge(String age) throws Exception {
        HttpResponse<String> answer = server.get("/api/v1/subjects/" + SUBJECT + "?newerThan=" + age);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("newerThan").contains("\\\"" + age + "\\\"");
    }

    @Test
    void answersHeadAsGetWithoutABody() throws Exception {
        index.ofSubject = query -> CompletableFuture.completedStage(answer());
        HttpResponse<String> get = server.get("/api/v1/subjects/" + SUBJECT);
        HttpResponse<String> head = server.send("HEAD", "/api/v1/subjects/" + SUBJECT);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("content-length"))
                .hasValue(get.body().length());
        assertThat(server.raw("HEAD /api/v1/subjects/latest"))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void hasItLookedAtAgainBeforeItAnswersAndSaysWhatCameOfThat() throws Exception {
        Location app = new Location("local", "app");
        Position later = new Position(1, 3, 9, NOW);
        index.ofSubject = query -> CompletableFuture.completedStage(answer());
        index.ofPlaces = query -> CompletableFuture.completedStage(new PlacesAnswer(List.of(app), false));
        index.ofChecks = query -> requests.answered(query, Optional.empty(), later);
        HttpResponse<String> answer =
                server.get("/api/v1/subjects/" + SUBJECT + "?refresh=20&registry=local&scope=all&atLeast=" + POSITION);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "\"refresh\":{\"outcome\":\"caught-up\",\"position\":\"" + later + "\",\"locations\":"
                                + "[{\"registry\":\"local\",\"repository\":\"app\"}]}",
                        "\"referrers\":[{");
        assertThat(requests.written).hasSize(1);
        assertThat(index.subjectQueries.get(0).ask().atLeast()).contains(later);
        assertThat(index.subjectQueries.get(0).scope()).isEqualTo(Scope.ALL);
    }

    @Test
    void answersAlsoWhereThereIsNothingToLookAtAgain() throws Exception {
        index.ofSubject = query -> CompletableFuture.completedStage(answer());
        index.ofPlaces = query -> CompletableFuture.completedStage(new PlacesAnswer(List.of(), false));
        HttpResponse<String> answer = server.get("/api/v1/subjects/" + SUBJECT + "?refresh=20");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"refresh\":{\"outcome\":\"failed\",\"locations\":[],\"message\":");
        assertThat(requests.written).isEmpty();
    }

    @Test
    void looksAtNothingAgainForARequestThatIsWrong() throws Exception {
        assertThat(server.get("/api/v1/subjects/" + SUBJECT + "?refresh=20&n=0").statusCode())
                .isEqualTo(400);
        assertThat(server.get("/api/v1/subjects/" + SUBJECT + "?refresh=61").body())
                .contains("\"field\":\"refresh\"");
        assertThat(requests.written).isEmpty();
    }

    @Test
    void saysWhenToComeBack() throws Exception {
        index.ofSubject =
                query -> CompletableFuture.failedStage(new IndexUnavailable("restoring", Duration.ofSeconds(3)));
        HttpResponse<String> answer = server.get("/api/v1/subjects/" + SUBJECT);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("3");
    }

    @Test
    void namesAForeignPositionAndAForeignCursor() throws Exception {
        index.ofSubject = query -> CompletableFuture.failedStage(
                new IllegalArgumentException("a position of another subject: \"" + POSITION + "\""));
        assertThat(server.get("/api/v1/subjects/" + SUBJECT + "?atLeast=" + POSITION)
                        .body())
                .contains("\"field\":\"atLeast\"");
        index.ofSubject = query -> CompletableFuture.failedStage(new IllegalArgumentException("not a cursor: \"zzz\""));
        assertThat(server.get("/api/v1/subjects/" + SUBJECT + "?next=zzz").body())
                .contains("\"field\":\"next\"", "\"value\":\"zzz\"");
    }

    /** Else a registry that was configured just now, and is full of evidence, would be spoken for by the others. */
    @Test
    void isNotCompleteForAllBeforeEveryConfiguredRegistryWasHeardOf() throws Exception {
        OfRegistry local = new OfRegistry(
                "local",
                State.COMPLETE,
                Basis.DIGESTS,
                2,
                2,
                Optional.of(NOW),
                Optional.empty(),
                List.of(),
                Optional.empty());
        for (String scope : List.of("all", "*/team/app", "homes", "local")) {
            Completeness whole =
                    new Completeness(scope, State.COMPLETE, Optional.of(NOW), Optional.empty(), List.of(local));
            index.ofSubject = query -> CompletableFuture.completedStage(
                    new SubjectAnswer(SUBJECT, POSITION, ServedBy.ACTIVE, whole, List.of(), Optional.empty()));
            boolean all = scope.equals("all") || scope.startsWith("*");
            assertThat(server.get("/api/v1/subjects/" + SUBJECT).body())
                    .as(scope)
                    .contains("\"state\":\"" + (all ? "partial" : "complete") + "\",\"oldest\"")
                    .matches(body -> body.contains("\"mirror\"") == all);
        }
    }

    @Test
    void tellsNobodyWhyItFailed() throws Exception {
        index.ofSubject = query -> CompletableFuture.failedStage(new IllegalStateException("secret detail"));
        HttpResponse<String> answer = server.get("/api/v1/subjects/" + SUBJECT);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret detail");

        // Nothing was given that could be foreign, so it is not the caller's mistake.
        index.ofSubject = query -> CompletableFuture.failedStage(new IllegalArgumentException("a row is broken"));
        assertThat(server.get("/api/v1/subjects/" + SUBJECT).statusCode()).isEqualTo(500);
    }

    @Test
    void answersWhatIsNotServedAsJson() throws Exception {
        assertThat(server.get("/nowhere").body()).contains("\"code\":\"NOT_FOUND\"");
        HttpResponse<String> write = server.send("POST", "/api/v1/subjects/" + SUBJECT);
        assertThat(write.statusCode()).isEqualTo(405);
        assertThat(write.headers().firstValue("allow")).contains("GET, HEAD"); // RFC 9110 §15.5.6
    }

    private static SubjectAnswer answer() {
        return answer(new Referrer(
                new Descriptor(
                        "application/vnd.oci.image.manifest.v1+json",
                        REFERRER,
                        5,
                        Optional.of("application/spdx+json"),
                        Map.of("k", "")),
                Set.of(Kind.SBOM),
                List.of(new Evidence(LAYER, "text/spdx", Optional.of("https://spdx.dev/Document"), Set.of(Kind.SBOM))),
                List.of(new Referrer.At(
                        new Location("local", "app"), Set.of(Form.SUBJECT_FIELD), Set.of(), NOW, NOW))));
    }

    private static SubjectAnswer answer(Referrer referrer) {
        OfRegistry local = new OfRegistry(
                "local",
                State.PARTIAL,
                Basis.EVENTS,
                2,
                1,
                Optional.of(NOW),
                Optional.of("unresolved"),
                List.of(),
                Optional.empty());
        return new SubjectAnswer(
                SUBJECT,
                POSITION,
                ServedBy.ACTIVE,
                new Completeness("all", State.PARTIAL, Optional.of(NOW), Optional.empty(), List.of(local)),
                List.of(referrer),
                Optional.of("cursor"));
    }
}
