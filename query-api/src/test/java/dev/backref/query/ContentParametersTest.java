package dev.backref.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Json;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentParametersTest {
    private final TestServer server =
            new TestServer((vertx, router) -> router.get("/filtered").handler(context -> {
                try {
                    ContentFilter read =
                            ContentParameters.read(Parameters.of(context, ContentParameters.and("subject")));
                    Answer.end(context, "application/json", Buffer.buffer(Json.write(read)));
                } catch (Parameters.Refused refused) {
                    refused.problem().answer(context);
                }
            }));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void restrictNothingWhereTheyAreMissing() throws Exception {
        assertThat(read("subject=x")).isEqualTo(ContentFilter.NONE);
    }

    @Test
    void takeEveryValueOfEachAndThoseOfOneAnnotationTogether() throws Exception {
        assertThat(
                        read(
                                "kind=sbom&kind=vulnerability-scan&predicateType=https://a/b%2Bc&predicateType=d+e"
                                        + "&annotation=org.example.team%3Da=b&annotation=org.example.team=&annotation=stage=two%20words"))
                .isEqualTo(new ContentFilter(
                        Set.of(Kind.SBOM, Kind.VULNERABILITY_SCAN),
                        Set.of("https://a/b+c", "d+e"),
                        Map.of("org.example.team", Set.of("a=b", ""), "stage", Set.of("two words"))));
    }

    @ParameterizedTest
    @CsvSource({
        "kind=SBOM, kind, SBOM",
        "kind=, kind, ''",
        "predicateType=, predicateType, ''",
        "annotation=team, annotation, team",
        "annotation==b, annotation, =b",
        "kinds=sbom, kinds, sbom"
    })
    void areRefusedWithWhatIsWrong(String query, String field, String value) throws Exception {
        HttpResponse<String> answer = server.get("/filtered?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"", "\"value\":\"" + value + "\"");
    }

    @Test
    void listTheKindsToWhoeverNamesNone() throws Exception {
        assertThat(server.get("/filtered?kind=sboms").body())
                .contains("\\\"sboms\\\"")
                .contains(Stream.of(Kind.values()).map(Kind::word).collect(Collectors.joining(", ")));
    }

    @Test
    void areBoundedInNumberAndLength() throws Exception {
        String some = IntStream.range(0, 32)
                .mapToObj(number -> "annotation=name" + number % 2 + "=" + number)
                .collect(Collectors.joining("&"));
        assertThat(server.get("/filtered?" + some).statusCode()).isEqualTo(200);
        assertThat(server.get("/filtered?annotation=name=32&" + some).body())
                .contains("\"field\":\"annotation\"", "32 times");
        assertThat(server.get("/filtered?predicateType=" + "x".repeat(2_048)).statusCode())
                .isEqualTo(200);
        assertThat(server.get("/filtered?predicateType=" + "x".repeat(2_049)).statusCode())
                .isEqualTo(400);
    }

    private ContentFilter read(String query) throws Exception {
        HttpResponse<String> answer = server.get("/filtered?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), ContentFilter.class);
    }
}
