package dev.backref.query.gate;

import static dev.backref.query.requirement.PlayedEvidence.NOW;
import static dev.backref.query.requirement.PlayedEvidence.POSITION;
import static dev.backref.query.requirement.PlayedEvidence.SUBJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.StrictSchema;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Scope;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import dev.backref.query.requirement.Piece;
import dev.backref.query.requirement.PlayedEvidence;
import dev.backref.query.requirement.Requirements;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequireResourceTest {
    private static final String PATH = "/api/v1/subjects/" + SUBJECT;
    private static final Piece SBOM = Piece.of("an sbom", Kind.SBOM);

    private final PlayedEvidence evidence = new PlayedEvidence();
    private final PlayedArrivals arrivals = new PlayedArrivals();
    private final FakeIndex index = new FakeIndex();
    private final KeptDecisions kept = new KeptDecisions();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestServer server = new TestServer((vertx, router) -> {
        DecisionBasis basis = new DecisionBasis(
                Set.of("local"), Requirements.UNNAMED, index, Callers.ANYONE, Clock.fixed(NOW, ZoneOffset.UTC));
        new RequireResource(basis, kept.records(), arrivals, vertx, meters).mount(router);
        router.get("/api/v1/subjects/:digest")
                .handler(context -> context.response().end("a lookup"));
    });

    RequireResourceTest() {
        index.ofSubject = query -> CompletableFuture.completedStage(evidence.answer(query));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void leavesLookupsToOthers() throws Exception {
        assertThat(server.get(PATH).body()).isEqualTo("a lookup");
        assertThat(server.get(PATH + "?scope=all").body()).isEqualTo("a lookup");
    }

    @Test
    void decidesOneSubject() throws Exception {
        evidence.attach(SUBJECT, SBOM);
        HttpResponse<String> answer = server.get(PATH + "?require=sbom,vex");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.body())
                .startsWith("{\"subject\":\"" + SUBJECT + "\",\"outcome\":\"unsatisfied\",\"verification\":"
                        + "\"not-checked\",\"missing\":[\"vex\"],\"position\":\"" + POSITION + "\"");
        assertThat(arrivals.followers()).isZero();
        assertThat(meters.counter("backref.decisions", "resource", "require", "outcome", "unsatisfied")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void asksUnderTheConditionsOfTheRequest() throws Exception {
        server.get(PATH + "?require=sbom&require=vex%3C1d&scope=homes&registry=local&repository=app&maxAge=1d&atLeast="
                + POSITION);
        SubjectQuery query = index.subjectQueries.get(0);
        assertThat(query.scope()).isEqualTo(Scope.HOMES);
        assertThat(query.filter().registries()).containsExactly("local");
        assertThat(query.filter().repository()).contains("app");
        assertThat(query.filter().content().kinds()).containsExactly(Kind.SBOM, Kind.VEX, Kind.ATTESTATION);
        assertThat(query.ask().atLeast()).contains(POSITION);
    }

    @Test
    void waitsForTheChange() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = server.getAsync(PATH + "?require=sbom&wait=60s");
        await().until(() -> arrivals.followers(SUBJECT) == 1);
        evidence.attach(SUBJECT, SBOM);
        arrivals.change(SUBJECT, Kind.SBOM);
        assertThat(waiting.get(20, TimeUnit.SECONDS).body()).contains("\"outcome\":\"satisfied\"");
    }

    @Test
    void answersAtTheEndWithWhatIsMissing() throws Exception {
        HttpResponse<String> answer = server.get(PATH + "?require=sbom&wait=10ms");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"outcome\":\"unsatisfied\"", "\"missing\":[\"sbom\"]");
    }

    @Test
    void waitsForNothingWhereOnlyTheHeadIsAskedFor() throws Exception {
        assertThat(server.send("HEAD", PATH + "?require=sbom&wait=60s").statusCode())
                .isEqualTo(200);
    }

    @Test
    void keepsWhatIsDecidedAlsoAtTheEndOfAWait() throws Exception {
        evidence.attach(SUBJECT, SBOM);
        String path = PATH + "?require=sbom,vex&record=true&reviewBy=90d";
        assertThat(server.get(path).body()).contains("\"record\":\"3-0-");
        assertThat(server.get(path + "&wait=1ms").body()).contains("\"record\":\"3-1-");
        assertThat(server.send("HEAD", path).statusCode()).isEqualTo(200);
        assertThat(kept.written).as("none of what nobody is told").hasSize(2);
        for (byte[] each : kept.written) {
            assertThat(StrictSchema.faultsOfDecision(each)).isEmpty();
            JsonNode record = Json.read(each, JsonNode.class);
            assertThat(record.at("/requirement/text").asText()).isEqualTo("sbom,vex");
            assertThat(record.path("decision").asText()).isEqualTo("unsatisfied");
            assertThat(record.at("/result/referrers"))
                    .as("once, however often it looked")
                    .hasSize(1);
        }
        kept.away = true;
        assertThat(server.get(path).statusCode()).isEqualTo(503);
    }

    @Test
    void forgetsAClientThatIsGone() throws Exception {
        try (Socket client =
                new Socket(InetAddress.getLoopbackAddress(), server.uri("/").getPort())) {
            String request = "GET " + PATH + "?require=sbom&wait=60s HTTP/1.1\r\nHost: localhost\r\n\r\n";
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            await().until(() -> arrivals.followers(SUBJECT) == 1);
        }
        await().until(() -> arrivals.followers() == 0);
        await().until(() -> meters.get("backref.waiters").gauge().value() == 0);
    }

    @Test
    void isUnavailableWhereNothingCanBeAskedOrToldOf() throws Exception {
        arrivals.isAway("the broker does not answer");
        HttpResponse<String> answer = server.get(PATH + "?require=sbom&wait=60s");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("the broker does not answer");
        index.ofSubject = query -> CompletableFuture.failedStage(new IndexUnavailable("away", Duration.ofSeconds(3)));
        assertThat(server.get(PATH + "?require=sbom").statusCode()).isEqualTo(503);
        assertThat(server.get(PATH + "?require=sbom&wait=10ms").statusCode()).isEqualTo(503);
    }

    @Test
    void saysThatAPositionIsOfAnotherSubject() throws Exception {
        index.ofSubject = query -> CompletableFuture.failedStage(
                new IllegalArgumentException("a position of another subject: \"" + POSITION + "\""));
        HttpResponse<String> answer = server.get(PATH + "?require=sbom&wait=60s&atLeast=" + POSITION);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"atLeast\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=10s | require | is missing, and wait has nothing to wait for",
                "require=sbom&wait=61s | wait | not a time to wait of at most 60s",
                "require=sbom&wait=soon | wait | not a time to wait of at most 60s, such as 30s: \\\"soon\\\"",
                "require= | require | not a term, such as sbom",
                "require=sbum | require | not a kind of evidence: \\\"sbum\\\"",
                "require=@release | require | no requirement \\\"release\\\" is configured",
                "require=sbom&maxAge=old | maxAge | not an age",
                "require=sbom&kind=sbom | kind | is no parameter of this; it has atLeast, maxAge, record, registry"
            })
    void namesTheParameterThatIsWrong(String query, String field, String why) throws Exception {
        HttpResponse<String> answer = server.get(PATH + "?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"message\":\"" + field + ": " + why, "\"field\":\"" + field + "\"");
        assertThat(index.subjectQueries).isEmpty();
    }
}
