package dev.backref.query.gate;

import static dev.backref.query.requirement.PlayedEvidence.NOW;
import static dev.backref.query.requirement.PlayedEvidence.SUBJECT;
import static dev.backref.query.requirement.PlayedEvidence.digest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.StrictSchema;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
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
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tag stands for the manifest that it is when the gate is asked. */
class TagsTest {
    private static final Digest MOVED = digest("moved");
    private static final String HIDDEN = "hidden";

    private final PlayedEvidence evidence = new PlayedEvidence();
    private final FakeIndex index = new FakeIndex();
    private final KeptDecisions kept = new KeptDecisions();
    private final Map<String, Pointer> pointers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestServer server = new TestServer((vertx, router) -> {
        Caller caller = location ->
                CompletableFuture.completedStage(!location.repository().equals(HIDDEN));
        new GateResource(
                        new DecisionBasis(
                                Set.of("local"),
                                Requirements.UNNAMED,
                                index,
                                context -> caller,
                                Clock.fixed(NOW, ZoneOffset.UTC)),
                        new Images(
                                new ImageNames(List.of(
                                        place("local", "http://127.0.0.1:5000", ""),
                                        place("lab", "https://Hub.example.com", "lab/"),
                                        place("hub", "https://hub.example.com", ""))),
                                (tag, over) -> {
                                    asked.add(tag.key());
                                    return CompletableFuture.completedStage(
                                            pointers.getOrDefault(tag.key(), Pointer.nothing(tag)));
                                }),
                        kept.records(),
                        meters)
                .mount(router);
        new DecisionsResource(kept.records().decisions(), meters).mount(router);
    });

    private static ImageNames.Place place(String name, String url, String prefix) {
        return new ImageNames.Place(
                name, URI.create(url), repository -> repository.startsWith(prefix) && !repository.equals("left/out"));
    }

    TagsTest() {
        index.ofSubject = query -> CompletableFuture.completedStage(evidence.answer(query));
        evidence.attach(SUBJECT, Piece.of("an sbom", Kind.SBOM));
        pointers.put("local/app:1.2", Pointer.to(SUBJECT));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void decidesAboutTheManifestThatTheTagIsNow() throws Exception {
        JsonNode decision = decide("'local/app:1.2'").at("/decisions/0");
        assertThat(decision.path("subject").asText()).isEqualTo(SUBJECT.toString());
        assertThat(decision.path("outcome").asText()).isEqualTo("satisfied");
        assertThat(decision.path("image").toString())
                .isEqualTo(json("{'name':'local/app:1.2','registry':'local','repository':'app','tag':'1.2',"
                        + "'resolved':'2026-11-25T12:00:00Z'}"));
        pointers.put("local/app:1.2", Pointer.to(MOVED));
        JsonNode later = decide("'local/app:1.2'").at("/decisions/0");
        assertThat(later.path("subject").asText()).isEqualTo(MOVED.toString());
        assertThat(later.path("outcome").asText()).isEqualTo("unsatisfied");
    }

    /** Were it asked twice, it could be two manifests in one answer. */
    @Test
    void asksOnceForATagHoweverOftenItIsThere() throws Exception {
        JsonNode answer = decide("'local/app:1.2',{'digest':'local/app:1.2','require':'vex'},'127.0.0.1:5000/app:1.2'");
        assertThat(answer.at("/decisions/1/missing/0").asText()).isEqualTo("vex");
        assertThat(answer.at("/decisions/2/outcome").asText()).isEqualTo("satisfied");
        assertThat(asked).containsExactly("local/app:1.2");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:5000/app:1.2, local/app:1.2",
        "hub.example.com/team/app:v1, hub/team/app:v1",
        "HUB.example.com/lab/app:v1, lab/lab/app:v1",
        "hub/lab/app:v1, hub/lab/app:v1"
    })
    void knowsRegistriesByTheirNamesAndHosts(String image, String tag) throws Exception {
        assertThat(decide("'" + image + "'").path("decisions")).hasSize(1);
        assertThat(asked).containsExactly(tag);
    }

    @Test
    void takesTheDigestOfAnImageThatHasOne() throws Exception {
        for (String image : List.of("local/app@" + SUBJECT, "local/app:gone@" + SUBJECT)) {
            JsonNode decision = decide("'" + image + "'").at("/decisions/0");
            assertThat(decision.path("subject").asText()).isEqualTo(SUBJECT.toString());
            assertThat(decision.path("outcome").asText()).isEqualTo("satisfied");
            assertThat(decision.at("/image/name").asText()).isEqualTo(image);
            assertThat(decision.at("/image/repository").asText()).isEqualTo("app");
            assertThat(decision.path("image").has("resolved")).isFalse();
            assertThat(decision.path("image").has("tag"))
                    .as("nobody asked for it")
                    .isFalse();
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void doesNotKnowWhatATagIsThatNobodyTells() throws Exception {
        pointers.put("local/app:1.3", Pointer.unknown("unreachable: no connection"));
        JsonNode answer = decide("'local/app:1.3','local/app:none','local/app:1.2'");
        assertThat(answer.path("outcome").asText()).isEqualTo("unknown");
        assertThat(answer.at("/decisions/0").toString())
                .isEqualTo(json("{'image':{'name':'local/app:1.3','registry':'local','repository':'app','tag':'1.3'},"
                        + "'outcome':'unknown','verification':'not-checked','missing':['sbom'],"
                        + "'reason':'unreachable: no connection'}"));
        assertThat(answer.at("/decisions/1/reason").asText())
                .isEqualTo("no tag \"none\" is seen in local/app without a login");
        assertThat(answer.at("/decisions/2/outcome").asText()).isEqualTo("satisfied");
        assertThat(meters.counter("backref.decisions", "resource", "gate", "outcome", "unknown")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void asksNobodyAboutATagThatTheCallerMayNotSee() throws Exception {
        pointers.put("local/hidden:1.2", Pointer.to(SUBJECT));
        JsonNode decision = decide("'local/hidden:1.2'").at("/decisions/0");
        assertThat(decision.path("reason").asText())
                .isEqualTo("no tag \"1.2\" is seen in local/hidden without a login");
        assertThat(asked).isEmpty();
    }

    @Test
    void keepsTheNameByWhichASubjectWasMeantAndNothingWhereThereIsNone() throws Exception {
        HttpResponse<String> answer = server.post(
                "/api/v1/gate",
                json("{'subjects':['local/app:1.2','local/app:none','local/app:1.2@" + SUBJECT
                        + "'],'require':'sbom','record':true}"));
        String id = read(answer).at("/decisions/0/record").asText();
        assertThat(kept.written).hasSize(2);
        assertThat(StrictSchema.faultsOfDecision(kept.written.get(0))).isEmpty();
        JsonNode record = read(server.get("/api/v1/decisions/" + id));
        assertThat(record.at("/image/resolved").asText()).isEqualTo("2026-11-25T12:00:00Z");
        assertThat(record.path("subject").asText()).isEqualTo(SUBJECT.toString());
        JsonNode statement = read(server.get("/api/v1/decisions/" + id + "?format=in-toto"));
        assertThat(statement.at("/subject/0/name").asText()).isEqualTo("local/app:1.2");
        assertThat(statement.at("/subject/0/digest/sha256").asText()).isEqualTo(SUBJECT.encoded());
        String called = read(answer).at("/decisions/2/record").asText();
        assertThat(read(server.get("/api/v1/decisions/" + called + "?format=in-toto"))
                        .at("/subject/0")
                        .has("name"))
                .as("nobody showed that it is its name")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ghcr.io/app:1 | no registry is configured by the name or the host \\\"ghcr.io\\\"",
                "local/app | has neither a tag nor a digest: \\\"local/app\\\"",
                "local/App:1 | not a repository name: \\\"App\\\"",
                "local/left/out:1 | no repository \\\"left/out\\\" of \\\"local\\\" is looked at",
                "local/app:-x | not a tag: \\\"-x\\\"",
                "local/app:a:b | not a tag: \\\"a:b\\\"",
                "local/app@sha256:a | not a digest: \\\"sha256:a\\\"",
                "/app:1 | no registry is configured by the name or the host \\\"\\\"",
                "a@b/app:1 | not a digest: \\\"b/app:1\\\""
            })
    void namesTheImageThatIsWrong(String image, String why) throws Exception {
        HttpResponse<String> answer = post("'" + image + "'");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"message\":\"subjects[0]: " + why).contains("\"value\":\"" + image);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101})
    void asksForAHundredTagsAndNoMore(int tags) throws Exception {
        HttpResponse<String> answer = post(IntStream.range(0, tags)
                .mapToObj(number -> "'local/app:" + number + "'")
                .collect(Collectors.joining(",")));
        if (tags == 100) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(asked).hasSize(100);
        } else {
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("subjects: have 101 tags, and may have 100");
            assertThat(asked).isEmpty();
        }
    }

    private JsonNode decide(String subjects) throws Exception {
        return read(post(subjects));
    }

    private HttpResponse<String> post(String subjects) throws Exception {
        return server.post("/api/v1/gate", json("{'subjects':[" + subjects + "],'require':'sbom'}"));
    }

    private static JsonNode read(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
