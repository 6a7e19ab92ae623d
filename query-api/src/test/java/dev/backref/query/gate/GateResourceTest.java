package dev.backref.query.gate;

import static dev.backref.query.requirement.PlayedEvidence.NOW;
import static dev.backref.query.requirement.PlayedEvidence.POSITION;
import static dev.backref.query.requirement.PlayedEvidence.SUBJECT;
import static dev.backref.query.requirement.PlayedEvidence.digest;
import static dev.backref.query.requirement.PlayedEvidence.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Scope;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import dev.backref.query.requirement.Piece;
import dev.backref.query.requirement.PlayedEvidence;
import dev.backref.query.requirement.Requirement;
import dev.backref.query.requirement.Requirements;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateResourceTest {
    private static final Digest OTHER = digest("another subject");
    private static final Piece SBOM = Piece.of("an sbom", Kind.SBOM).made(NOW.minusSeconds(60));

    private final PlayedEvidence evidence = new PlayedEvidence();
    private final FakeIndex index = new FakeIndex();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestServer server = new TestServer((vertx, router) -> new GateResource(
                    new DecisionBasis(
                            Set.of("local"),
                            new Requirements(
                                    Map.of("release", Requirement.of(List.of(Requirements.UNNAMED.terms("sbom,vex"))))),
                            index,
                            Callers.ANYONE,
                            Clock.fixed(NOW, ZoneOffset.UTC)),
                    KeptDecisions.NO_IMAGES,
                    KeptDecisions.NOBODYS,
                    meters)
            .mount(router));

    GateResourceTest() {
        index.ofSubject = query -> CompletableFuture.completedStage(evidence.answer(query));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsOfEachSubjectWhatCountsAndWhatIsMissing() throws Exception {
        evidence.attach(SUBJECT, SBOM);
        HttpResponse<String> answer = server.post(
                "/api/v1/gate", "{\"subjects\":[\"" + SUBJECT + "\",\"" + OTHER + "\"],\"require\":[\"sbom<7d\"]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        String completeness = "'completeness':{'scope':'all','state':'complete','oldest':'2026-11-25T11:00:00Z',"
                + "'registries':[{'name':'local','state':'complete','basis':'digests','locations':2,'complete':2,"
                + "'oldest':'2026-11-25T11:00:00Z'}]}";
        assertThat(answer.body())
                .isEqualTo(("{'outcome':'unsatisfied','verification':'not-checked','decisions':["
                                + "{'subject':'" + SUBJECT + "','outcome':'satisfied','verification':'not-checked',"
                                + "'missing':[],'position':'" + POSITION + "'," + completeness + ",'require':["
                                + "{'term':'sbom<7d','outcome':'satisfied','evidence':[{'digest':'" + SBOM.digest()
                                + "','artifactType':'a/sbom','kinds':['sbom'],'verification':'not-checked',"
                                + "'created':{'at':'2026-11-25T11:59:00Z','from':'predicate.timestamp'},"
                                + "'locations':[{'registry':'local','repository':'app','forms':['referrers-tag'],"
                                + "'observed':'2026-11-20T12:00:00Z','indexed':'2026-11-20T12:00:00Z'}]}]}]},"
                                + "{'subject':'" + OTHER + "','outcome':'unsatisfied','verification':'not-checked',"
                                + "'missing':['sbom<7d'],'position':'" + POSITION + "'," + completeness + ",'require':["
                                + "{'term':'sbom<7d','outcome':'unsatisfied','evidence':[]}]}]}")
                        .replace('\'', '"'));
        assertThat(decisions("satisfied")).isEqualTo(1);
        assertThat(decisions("unsatisfied")).isEqualTo(1);
    }

    @Test
    void saysWhatItSawAndDidNotCount() throws Exception {
        evidence.knows(known(State.PARTIAL, "throttled"));
        evidence.attach(SUBJECT, SBOM.about(OTHER));
        JsonNode verdict = decide("['sbom']", "'" + SUBJECT + "'").at("/decisions/0/require/0");
        assertThat(verdict.path("outcome").asText()).isEqualTo("unknown");
        assertThat(verdict.path("reason").asText()).isEqualTo("what is known of all is partial: local: throttled");
        assertThat(verdict.at("/notCounted/0/digest").asText())
                .isEqualTo(SBOM.digest().toString());
        assertThat(verdict.at("/notCounted/0/why").asText()).isEqualTo("subject-mismatch");
        assertThat(decisions("unknown")).isEqualTo(1);
    }

    @Test
    void takesARequirementOfOneSubjectBeforeThatOfAll() throws Exception {
        JsonNode answer = decide(
                "['@release']",
                "'" + SUBJECT + "',{'digest':'" + OTHER + "','require':'signed(sbom),review'},{'digest':'" + OTHER
                        + "'}");
        assertThat(terms(answer, 0)).containsExactly("sbom", "vex");
        assertThat(terms(answer, 1)).containsExactly("signed(sbom)", "review");
        assertThat(terms(answer, 2)).containsExactly("sbom", "vex");
    }

    @Test
    void asksOnceForAllKindsUnderTheConditionsOfTheRequest() throws Exception {
        post("{'subjects':['" + SUBJECT + "'],'require':['sbom','vex'],'scope':'registries','registry':['local'],"
                + "'repository':'app','maxAge':'1d'}");
        assertThat(index.subjectQueries).hasSize(1);
        SubjectQuery query = index.subjectQueries.get(0);
        assertThat(query.scope()).isEqualTo(Scope.REGISTRIES);
        assertThat(query.filter().registries()).containsExactly("local");
        assertThat(query.filter().repository()).contains("app");
        assertThat(query.filter().content().kinds()).containsExactly(Kind.SBOM, Kind.VEX, Kind.ATTESTATION);
        assertThat(query.ask().deadline()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void keepsAFewLookupsUnderWayAndTheOthersInTurn() throws Exception {
        BlockingQueue<Runnable> underWay = answersLater();
        CompletableFuture<JsonNode> decided = CompletableFuture.supplyAsync(() -> decideAll("['sbom']", subjects(200)));
        await().until(() -> underWay.size() == 32);
        for (int answered = 0; answered < 200; answered++) {
            Runnable next = underWay.poll(20, TimeUnit.SECONDS);
            assertThat(underWay).hasSizeLessThan(32);
            next.run();
        }
        assertThat(decided.get(20, TimeUnit.SECONDS).path("decisions")).hasSize(200);
    }

    /** What was read of a subject is held until it is decided. */
    @Test
    void decidesSubjectsBeforeItBeginsWithOthers() throws Exception {
        evidence.attach(digest("subject 0"), SBOM);
        BlockingQueue<Runnable> underWay = answersLater();
        CompletableFuture<JsonNode> decided =
                CompletableFuture.supplyAsync(() -> decideAll("['signed(sbom)']", subjects(40)));
        await().until(() -> underWay.size() == 32);
        underWay.remove().run();
        await().until(() -> underWay.size() == 32);
        assertThat(index.subjectQueries.get(32).subject()).isEqualTo(SBOM.digest());
        for (int answered = 1; answered < 41; answered++) {
            underWay.poll(20, TimeUnit.SECONDS).run();
        }
        assertThat(decided.get(20, TimeUnit.SECONDS).path("decisions")).hasSize(40);
    }

    private BlockingQueue<Runnable> answersLater() {
        BlockingQueue<Runnable> underWay = new LinkedBlockingQueue<>();
        index.ofSubject = query -> {
            CompletableFuture<SubjectAnswer> answer = new CompletableFuture<>();
            underWay.add(() -> answer.complete(evidence.answer(query)));
            return answer;
        };
        return underWay;
    }

    @Test
    void takesAThousandSubjectsThatAreAnsweredAtOnce() throws Exception {
        assertThat(decide("['sbom']", subjects(1_000)).path("decisions")).hasSize(1_000);
        HttpResponse<String> more = post("{'require':['sbom'],'subjects':[" + subjects(1_001) + "]}");
        assertThat(more.statusCode()).isEqualTo(400);
        assertThat(more.body()).contains("\"field\":\"subjects\"", "has 1001 subjects, and may have 1000");
    }

    @Test
    void isNotAnsweredWhereTheIndexIsNot() throws Exception {
        index.ofSubject = query -> query.subject().equals(OTHER)
                ? CompletableFuture.failedStage(new IndexUnavailable("the rows are moving", Duration.ofSeconds(3)))
                : CompletableFuture.completedStage(evidence.answer(query));
        HttpResponse<String> answer = post("{'subjects':['" + SUBJECT + "','" + OTHER + "'],'require':['sbom']}");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("3");
        assertThat(answer.body()).contains("the rows are moving").doesNotContain("satisfied");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | body | is no JSON object",
                "[] | body | is no JSON object",
                "null | body | is no JSON object",
                "{'subjects':['$'],'require':['sbom']} {} | body | is no JSON object",
                "{'require':['sbom'],'require':['vex']} | body | is no JSON object",
                "{'require':['sbom']} | subjects | is no list of digests with at least one",
                "{'subjects':[],'require':['sbom']} | subjects | is no list of digests with at least one",
                "{'subjects':'$','require':['sbom']} | subjects | is no list of digests with at least one",
                "{'subjects':['$',7],'require':['sbom']} | subjects[1] | is no digest, and no object with one",
                "{'subjects':['sha256:a'],'require':['sbom']} | subjects[0] | not a digest: \\\"sha256:a\\\"",
                "{'subjects':[{'require':['sbom']}]} | subjects[0] | is no digest, and no object with one",
                "{'subjects':[{'digest':'$','scope':'all'}]} | scope | is no parameter of this; it has digest, require",
                "{'subjects':['$']} | require | is missing for \\\"$\\\"",
                "{'subjects':['$'],'require':[]} | require | is empty",
                "{'subjects':['$'],'require':7} | require | is no text, and no list of texts",
                "{'subjects':['$'],'require':['sbum']} | require | not a kind of evidence: \\\"sbum\\\"",
                "{'subjects':['$'],'require':['@prod']} | require | no requirement \\\"prod\\\" is configured; there are"
                        + " release",
                "{'subjects':['$'],'require':['sbom'],'scope':'some'} | scope | is none of location, homes",
                "{'subjects':['$'],'require':['sbom'],'scope':'registries'} | scope | needs registry as well",
                "{'subjects':['$'],'require':['sbom'],'registry':'hub'} | registry | no registry \\\"hub\\\" is"
                        + " configured",
                "{'subjects':['$'],'require':['sbom'],'maxAge':'1'} | maxAge | not an age, such as 90m",
                "{'subjects':['$'],'requires':['sbom']} | requires | is no parameter of this; it has maxAge"
            })
    void namesTheFieldThatIsWrong(String body, String field, String why) throws Exception {
        HttpResponse<String> answer =
                server.post("/api/v1/gate", body.replace('\'', '"').replace("$", SUBJECT.toString()));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("\"code\":\"INVALID_PARAMETER\",\"message\":\"" + field + ": "
                        + why.replace("$", SUBJECT.toString()))
                .contains("\"field\":\"" + field + "\"");
        assertThat(index.subjectQueries).isEmpty();
    }

    @Test
    void refusesWhatIsTooLargeAndOtherMethods() throws Exception {
        assertThat(server.post("/api/v1/gate", " ".repeat(1024 * 1024 + 1)).statusCode())
                .isEqualTo(413);
        assertThat(server.get("/api/v1/gate").statusCode()).isEqualTo(405);
        assertThat(server.get("/api/v1/gate").headers().firstValue("Allow")).contains("POST");
    }

    private static String subjects(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "'" + digest("subject " + number) + "'")
                .collect(Collectors.joining(","));
    }

    private static List<String> terms(JsonNode answer, int decision) {
        List<String> terms = new ArrayList<>();
        answer.path("decisions")
                .path(decision)
                .path("require")
                .forEach(verdict -> terms.add(verdict.path("term").asText()));
        return terms;
    }

    private JsonNode decide(String require, String subjects) throws Exception {
        HttpResponse<String> answer = post("{'require':" + require + ",'subjects':[" + subjects + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private JsonNode decideAll(String require, String subjects) {
        try {
            return decide(require, subjects);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private HttpResponse<String> post(String body) throws Exception {
        return server.post("/api/v1/gate", body.replace('\'', '"'));
    }

    private double decisions(String outcome) {
        return meters.counter("backref.decisions", "resource", "gate", "outcome", outcome)
                .count();
    }
}
