package dev.backref.query.gate;

import static dev.backref.query.requirement.PlayedEvidence.NOW;
import static dev.backref.query.requirement.PlayedEvidence.SUBJECT;
import static dev.backref.query.requirement.PlayedEvidence.digest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import dev.backref.query.decisions.DecisionsResource;
import dev.backref.query.gate.Tags.Pointer;
import dev.backref.query.requirement.Piece;
import dev.backref.query.requirement.PlayedEvidence;
import dev.backref.query.requirement.Requirements;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No subject of a request waits for what another one waits for, and what fails beside a decision is no decision. */
class GatePaceTest {
    private final PlayedEvidence evidence = new PlayedEvidence();
    private final FakeIndex index = new FakeIndex();
    private final KeptDecisions kept = new KeptDecisions();
    private final AtomicInteger seconds = new AtomicInteger();
    private final CompletableFuture<Pointer> pointer = new CompletableFuture<>();
    private final TestServer server = new TestServer((vertx, router) -> {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ImageNames names = new ImageNames(
                List.of(new ImageNames.Place("local", URI.create("http://local:5000"), repository -> true)));
        new GateResource(
                        new DecisionBasis(
                                Set.of("local"), Requirements.UNNAMED, index, Callers.ANYONE, new SteppedClock()),
                        new Images(names, (tag, over) -> pointer),
                        kept.records(),
                        meters)
                .mount(router);
        new DecisionsResource(kept.records().decisions(), meters).mount(router);
    });

    /** Goes on when the test says so. */
    private final class SteppedClock extends Clock {
        @Override
        public Instant instant() {
            return NOW.plusSeconds(seconds.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    GatePaceTest() {
        evidence.attach(SUBJECT, Piece.of("an sbom", Kind.SBOM));
        index.ofSubject = query -> CompletableFuture.completedStage(evidence.answer(query));
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** The tags are told once the digest behind them is looked up: were it held up by them, they would not be. */
    @Test
    void looksUpADigestWhileTagsAreWaitedFor() throws Exception {
        index.ofSubject = query -> {
            pointer.complete(Pointer.to(SUBJECT));
            return CompletableFuture.completedStage(evidence.answer(query));
        };
        String tags = IntStream.range(0, 64)
                .mapToObj(number -> "'local/app:" + number + "',")
                .collect(Collectors.joining());
        assertThat(decide(tags + "'" + SUBJECT + "'", "").path("outcome").asText())
                .isEqualTo("satisfied");
    }

    @Test
    void givesEachSubjectTheWholeTimeForItsLookups() throws Exception {
        index.ofSubject = query -> {
            seconds.incrementAndGet();
            return CompletableFuture.completedStage(evidence.answer(query));
        };
        String subjects = IntStream.range(0, 40)
                .mapToObj(number -> "'" + digest("subject " + number) + "'")
                .collect(Collectors.joining(","));
        JsonNode answer = decide(subjects, ",'record':true");
        assertThat(index.subjectQueries).hasSize(40);
        for (int number = 0; number < 40; number++) {
            Instant began = NOW.plusSeconds(number);
            assertThat(index.subjectQueries.get(number).ask().deadline()).isEqualTo(began.plusSeconds(5));
            assertThat(record(answer, number).path("decided").asText())
                    .as("the time by which ages were told")
                    .isEqualTo(began.toString());
        }
    }

    @Test
    void saysWhenTheRegistrySpokeAndNotWhenThatWasUsed() throws Exception {
        pointer.complete(Pointer.to(SUBJECT));
        index.ofSubject = query -> {
            seconds.incrementAndGet();
            return CompletableFuture.completedStage(evidence.answer(query));
        };
        JsonNode answer = decide("'local/app:1',{'digest':'local/app:1','require':'vex'}", "");
        assertThat(index.subjectQueries).hasSize(2);
        for (int at = 0; at < 2; at++) {
            assertThat(answer.at("/decisions/" + at + "/image/resolved").asText())
                    .isEqualTo(NOW.toString());
        }
    }

    @Test
    void asksForNoOtherTryWhereTheBrokerRefusesARecordForGood() throws Exception {
        kept.refuses = true;
        HttpResponse<String> answer = post("'" + SUBJECT + "'", ",'record':true");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        assertThat(answer.body()).doesNotContain("satisfied");
    }

    @Test
    void keepsARecordWithoutTheBehaviourOfRegistriesWhereThatCannotBeTold() throws Exception {
        kept.knowsNothing = true;
        JsonNode record = record(decide("'" + SUBJECT + "'", ",'record':true"), 0);
        assertThat(record.at("/registries/0/name").asText()).isEqualTo("local");
        assertThat(record.at("/registries/0").has("examination")).isFalse();
    }

    /** Half a character cannot be written. */
    @Test
    void cutsTextsOfOthersBetweenCharacters() throws Exception {
        Referrer odd = new Referrer(
                new Descriptor("m/m", digest("odd"), 5, Optional.of("a" + "\uD83D\uDE00".repeat(600)), Map.of()),
                Set.of(Kind.SBOM),
                List.of(),
                List.of());
        index.ofSubject = query -> {
            SubjectAnswer answer = evidence.answer(query);
            return CompletableFuture.completedStage(new SubjectAnswer(
                    answer.subject(),
                    answer.position(),
                    answer.servedBy(),
                    answer.completeness(),
                    List.of(odd),
                    Optional.empty()));
        };
        JsonNode record = record(decide("{'digest':'" + SUBJECT + "','require':'vex'}", ",'record':true"), 0);
        assertThat(record.at("/result/referrers/0/artifactType").asText())
                .isEqualTo("a" + "\uD83D\uDE00".repeat(499) + "…");
    }

    private JsonNode record(JsonNode answer, int number) throws Exception {
        String id = answer.at("/decisions/" + number + "/record").asText();
        return read(server.get("/api/v1/decisions/" + id));
    }

    private JsonNode decide(String subjects, String fields) throws Exception {
        return read(post(subjects, fields));
    }

    private HttpResponse<String> post(String subjects, String fields) throws Exception {
        String body = "{'subjects':[" + subjects + "],'require':'sbom'" + fields + "}";
        return server.post("/api/v1/gate", body.replace('\'', '"'));
    }

    private static JsonNode read(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
