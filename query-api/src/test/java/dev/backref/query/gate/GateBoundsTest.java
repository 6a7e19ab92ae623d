package dev.backref.query.gate;

import static dev.backref.query.requirement.PlayedEvidence.NOW;
import static dev.backref.query.requirement.PlayedEvidence.SUBJECT;
import static dev.backref.query.requirement.PlayedEvidence.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import dev.backref.query.requirement.PlayedEvidence;
import dev.backref.query.requirement.Requirements;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one request may cost. */
class GateBoundsTest {
    private final PlayedEvidence evidence = new PlayedEvidence();
    private final FakeIndex index = new FakeIndex();
    private final TestServer server = new TestServer((vertx, router) -> new GateResource(
                    new DecisionBasis(
                            Set.of("local"),
                            Requirements.UNNAMED,
                            index,
                            Callers.ANYONE,
                            Clock.fixed(NOW, ZoneOffset.UTC)),
                    KeptDecisions.NO_IMAGES,
                    KeptDecisions.NOBODYS,
                    new SimpleMeterRegistry())
            .mount(router));

    GateBoundsTest() {
        index.ofSubject = query -> CompletableFuture.completedStage(evidence.answer(query));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void decidesOnceWhatIsAskedTwice() throws Exception {
        HttpResponse<String> answer = decide("['sbom']", "'" + SUBJECT + "',{'digest':'" + SUBJECT + "'}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().split("\"subject\":", -1)).hasSize(1 + 2);
        assertThat(index.subjectQueries).hasSize(1);
    }

    @Test
    void boundsTheTermsOfAllSubjects() throws Exception {
        String terms = IntStream.rangeClosed(1, 32)
                .mapToObj(days -> "'sbom<" + days + "d'")
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(decide(terms, subjects(125)).statusCode()).isEqualTo(200);
        HttpResponse<String> more = decide(terms, subjects(126));
        assertThat(more.statusCode()).isEqualTo(400);
        assertThat(more.body()).contains("subjects: ask for 4032 terms in 126 subjects, and may ask for 4000");
    }

    @Test
    void quotesTheBeginningOfWhatItRefuses() throws Exception {
        HttpResponse<String> answer = decide("['sbom']", "'" + "x".repeat(100_000) + "'");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("not a digest: ").hasSizeLessThan(1_500);
    }

    private static String subjects(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "'" + digest("subject " + number) + "'")
                .collect(Collectors.joining(","));
    }

    private HttpResponse<String> decide(String require, String subjects) throws Exception {
        String body = "{'require':" + require + ",'subjects':[" + subjects + "]}";
        return server.post("/api/v1/gate", body.replace('\'', '"'));
    }
}
