package dev.backref.query.gate;

import static dev.backref.query.requirement.PlayedEvidence.NOW;
import static dev.backref.query.requirement.PlayedEvidence.POSITION;
import static dev.backref.query.requirement.PlayedEvidence.SUBJECT;
import static dev.backref.query.requirement.PlayedEvidence.digest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.StrictSchema;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import dev.backref.query.decisions.DecisionsResource;
import dev.backref.query.requirement.Piece;
import dev.backref.query.requirement.PlayedEvidence;
import dev.backref.query.requirement.Requirement;
import dev.backref.query.requirement.Requirements;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gate decides is kept where somebody asks for that, and can be read again. */
class RecordsTest {
    private static final Digest OTHER = digest("another subject");
    private static final Piece SBOM = Piece.of("an sbom", Kind.SBOM).made(NOW.minusSeconds(60));
    private static final RegistryKnowledge NOTHING = RegistryKnowledge.nothing("local");

    private final PlayedEvidence evidence = new PlayedEvidence();
    private final FakeIndex index = new FakeIndex();
    private final KeptDecisions kept = new KeptDecisions();
    private final TestServer server = new TestServer((vertx, router) -> {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        new GateResource(
                        new DecisionBasis(
                                Set.of("local"),
                                new Requirements(Map.of(
                                        "release", Requirement.of(List.of(Requirements.UNNAMED.terms("sbom<7d,vex"))))),
                                index,
                                Callers.ANYONE,
                                Clock.fixed(NOW, ZoneOffset.UTC)),
                        KeptDecisions.NO_IMAGES,
                        kept.records(),
                        meters)
                .mount(router);
        new DecisionsResource(kept.records().decisions(), meters).mount(router);
    });

    RecordsTest() {
        index.ofSubject = query -> CompletableFuture.completedStage(evidence.answer(query));
        evidence.attach(SUBJECT, SBOM);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void keepsWhatWasDecidedAndOnWhatItRests() throws Exception {
        Finding found = new Finding("api-version", Finding.Status.OK, "registry/2.0, by Distribution 3");
        kept.knows(examined(new Examination("1", NOW.minusSeconds(9), List.of(found))));
        ObjectNode record = read(id(decide("{'subjects':['$'],'require':'@release','record':true,'reviewBy':'90d',"
                + "'scope':'homes','registry':'local','repository':'app','maxAge':'1d'}")));
        String decision = "{'subject':'$','decision':'unsatisfied','decided':'2026-11-25T12:00:00Z',"
                + "'reviewBy':'2027-02-23T12:00:00Z',"
                + "'requirement':{'text':'@release','terms':['sbom<7d','vex']},'verification':'not-checked',"
                + "'query':{'path':'/api/v1/subjects/$?kind=sbom&kind=vex&kind=attestation&registry=local"
                + "&repository=app&scope=homes','maxAge':'1d'},"
                + "'result':{'position':'" + POSITION + "','referrers':[{'digest':'" + SBOM.digest()
                + "','artifactType':'a/sbom'}],'more':false,'missing':['vex'],'require':["
                + "{'term':'sbom<7d','outcome':'satisfied','evidence':[{'digest':'" + SBOM.digest()
                + "','artifactType':'a/sbom','kinds':['sbom'],'verification':'not-checked',"
                + "'created':{'at':'2026-11-25T11:59:00Z','from':'predicate.timestamp'},"
                + "'locations':[{'registry':'local','repository':'app','forms':['referrers-tag'],"
                + "'observed':'2026-11-20T12:00:00Z','indexed':'2026-11-20T12:00:00Z'}]}]},"
                + "{'term':'vex','outcome':'unsatisfied','evidence':[]}]},"
                + "'completeness':{'scope':'all','state':'complete','oldest':'2026-11-25T11:00:00Z',"
                + "'registries':[{'name':'local','state':'complete','basis':'digests','locations':2,'complete':2,"
                + "'oldest':'2026-11-25T11:00:00Z'}]},"
                + "'registries':[{'name':'local','url':'http://local:5000','repositories':['app'],"
                + "'examination':{'id':'1','at':'2026-11-25T11:59:51Z','findings':["
                + "{'check':'api-version','status':'ok','detail':'registry/2.0, by Distribution 3'}]}}],"
                + "'backref':'unpackaged'}";
        record.remove("id");
        assertThat(record.toString()).isEqualTo(json(decision));
    }

    @Test
    void isOfThePublishedFormInTheTopicAndFromTheApi() throws Exception {
        evidence.attach(SUBJECT, Piece.of("old", Kind.VEX).lapses());
        evidence.knows(PlayedEvidence.known(State.PARTIAL, "throttled"));
        kept.knows(examined(new Examination(
                "1", NOW, List.of(new Finding("delete", Finding.Status.NOT_CHECKED, "only a delete shows")))));
        String id = id(decide("{'subjects':['$'],'require':['@release','signed(sbom)'],'record':true}"));
        assertThat(StrictSchema.faultsOfDecision(kept.written.get(0))).isEmpty();
        assertThat(StrictSchema.faultsOfDecision(Json.write(read(id)))).isEmpty();
    }

    @Test
    void keepsOneRecordOfEachSubjectAndAsksOnceOfRegistries() throws Exception {
        JsonNode answer = decide("{'subjects':['$','" + OTHER + "','$'],'require':'sbom','record':'true'}");
        assertThat(kept.written).hasSize(2);
        assertThat(kept.asked()).isEqualTo(1);
        List<String> subjects = IntStream.range(0, 3)
                .mapToObj(at -> read(answer.at("/decisions/" + at + "/record").asText())
                        .path("subject")
                        .asText())
                .toList();
        assertThat(subjects).containsExactly(SUBJECT.toString(), OTHER.toString(), SUBJECT.toString());
        assertThat(answer.at("/decisions/2/record")).isEqualTo(answer.at("/decisions/0/record"));
    }

    @Test
    void keepsNothingWhereNobodyAsksForThat() throws Exception {
        assertThat(decide("{'subjects':['$'],'require':'sbom'}")
                        .at("/decisions/0")
                        .has("record"))
                .isFalse();
        assertThat(decide("{'subjects':['$'],'require':'sbom','record':false}").toString())
                .doesNotContain("\"record\"");
        assertThat(kept.written).isEmpty();
    }

    @Test
    void decidesNothingWithoutTheRecordThatIsAskedFor() throws Exception {
        kept.away = true;
        HttpResponse<String> answer = post("{'subjects':['$'],'require':'sbom','record':true}");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        assertThat(answer.body())
                .contains("the broker does not acknowledge the record")
                .doesNotContain("satisfied");
        assertThat(post("{'subjects':['$'],'require':'sbom'}").statusCode()).isEqualTo(200);
    }

    @Test
    void isAnInTotoStatementAboutTheSubject() throws Exception {
        String id = id(decide("{'subjects':['$'],'require':'sbom','record':true}"));
        HttpResponse<String> asked = server.get("/api/v1/decisions/" + id + "?format=in-toto");
        assertThat(asked.headers().firstValue("content-type")).contains("application/vnd.in-toto+json");
        assertThat(asked.body())
                .isEqualTo(json("{'_type':'https://in-toto.io/Statement/v1','subject':[{'digest':{'sha256':'"
                        + SUBJECT.encoded() + "'}}],'predicateType':'https://backref.dev/decision/v1','predicate':"
                        + read(id) + "}"));
        HttpResponse<String> accepted =
                server.get("/api/v1/decisions/" + id, "Accept", "application/vnd.in-toto+json, application/json;q=0.5");
        assertThat(accepted.body()).isEqualTo(asked.body());
    }

    /** Where a record stands can be guessed; what stands in it cannot. */
    @Test
    void givesNoRecordToWhoDoesNotKnowItsId() throws Exception {
        String id = id(decide("{'subjects':['$'],'require':'sbom','record':true}"));
        assertThat(id).startsWith("3-0-");
        for (String other : List.of("3-0-" + "0".repeat(32), id.replace("3-0-", "3-1-"), id.replace("3-0-", "9-0-"))) {
            HttpResponse<String> answer = server.get("/api/v1/decisions/" + other);
            assertThat(answer.statusCode()).as(other).isEqualTo(404);
            assertThat(answer.body()).contains(other);
        }
        kept.written.set(0, "{\"nonce\":7}".getBytes(StandardCharsets.UTF_8));
        assertThat(server.get("/api/v1/decisions/" + id).statusCode()).isEqualTo(404);
        kept.away = true;
        HttpResponse<String> away = server.get("/api/v1/decisions/" + id);
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).contains("5");
    }

    @Test
    void isNotMadeTooLargeByWhoPushesEvidence() throws Exception {
        Referrer large = new Referrer(
                new Descriptor("m/m", digest("large"), 5, Optional.of("a/" + "b".repeat(4 * 1024 * 1024)), Map.of()),
                Set.of(Kind.SBOM),
                List.of(),
                SBOM.referrer().locations());
        index.ofSubject = query -> {
            SubjectAnswer answer = evidence.answer(query);
            return CompletableFuture.completedStage(new SubjectAnswer(
                    answer.subject(),
                    answer.position(),
                    answer.servedBy(),
                    answer.completeness(),
                    IntStream.range(0, 200).mapToObj(number -> large).toList(),
                    Optional.empty()));
        };
        ObjectNode record = read(id(decide("{'subjects':['$'],'require':'vex','record':true}")));
        assertThat(record.at("/result/referrers")).hasSize(100);
        assertThat(record.at("/result/more").asBoolean()).isTrue();
        assertThat(kept.written.get(0)).hasSizeLessThan(200_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",'record':'yes' | record | neither true nor false",
                ",'record':1 | record | is no text",
                ",'reviewBy':'90d' | reviewBy | is for records: record=true is missing",
                ",'record':true,'reviewBy':'soon' | reviewBy | neither a span, such as 90d, nor a time of RFC 3339",
                ",'record':true,'reviewBy':'2027-06-30T00:00Z' | reviewBy | neither a span, such as 90d, nor a time",
                ",'record':true,'reviewBy':'999999w' | reviewBy | is later than the year 9999",
                ",'record':true,'reviewBy':'2026-11-25T12:00:00Z' | reviewBy | is not later than now"
            })
    void namesTheFieldThatIsWrong(String fields, String field, String why) throws Exception {
        HttpResponse<String> answer = post("{'subjects':['$'],'require':'sbom'" + fields + "}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"message\":\"" + field + ": " + why);
        assertThat(kept.written).isEmpty();
    }

    @Test
    void refusesWhatIsNoIdAndARequirementThatNoRecordHolds() throws Exception {
        HttpResponse<String> id = server.get("/api/v1/decisions/latest");
        assertThat(id.statusCode()).isEqualTo(400);
        assertThat(id.body()).contains("id: not the id of a decision: \\\"latest\\\"");
        HttpResponse<String> format = server.get("/api/v1/decisions/1-2-" + "a".repeat(32) + "?format=xml");
        assertThat(format.statusCode()).isEqualTo(400);
        String longer = "sbom," + " ".repeat(4_100) + "vex";
        assertThat(post("{'subjects':['$'],'require':'" + longer + "','record':true}")
                        .body())
                .contains("require: has 4108 characters, and may have 4096 where a record is kept");
        assertThat(post("{'subjects':['$'],'require':'" + longer + "'}").statusCode())
                .isEqualTo(200);
    }

    private static RegistryKnowledge examined(Examination examination) {
        return new RegistryKnowledge(
                NOTHING.name(),
                NOTHING.state(),
                NOTHING.oldest(),
                NOTHING.reason(),
                NOTHING.basis(),
                NOTHING.limits(),
                NOTHING.history(),
                NOTHING.heard(),
                NOTHING.locations(),
                NOTHING.enumeration(),
                NOTHING.unlisted(),
                NOTHING.sweeping(),
                NOTHING.swept(),
                NOTHING.webhook(),
                NOTHING.broken(),
                Optional.of(examination));
    }

    private JsonNode decide(String body) throws Exception {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static String id(JsonNode answer) {
        return answer.at("/decisions/0/record").asText();
    }

    private ObjectNode read(String id) {
        try {
            HttpResponse<String> answer = server.get("/api/v1/decisions/" + id);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).contains("application/json");
            assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
            ObjectNode record = Json.read(answer.body().getBytes(StandardCharsets.UTF_8), ObjectNode.class);
            assertThat(record.path("id").asText()).isEqualTo(id);
            return record;
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private HttpResponse<String> post(String body) throws Exception {
        return server.post("/api/v1/gate", json(body));
    }

    private static String json(String text) {
        return text.replace('\'', '"').replace("$", SUBJECT.toString());
    }
}
