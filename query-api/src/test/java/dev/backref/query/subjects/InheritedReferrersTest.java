package dev.backref.query.subjects;

import static dev.backref.query.walk.PlayedGraph.digest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Callers;
import dev.backref.query.TestServer;
import dev.backref.query.walk.PlayedGraph;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers about a platform with what hangs on its index, and the other way round. */
class InheritedReferrersTest {
    private static final Digest INDEX = digest("index");
    private static final Digest AMD64 = digest("amd64");
    private static final Digest ARM64 = digest("arm64");
    private static final Digest SBOM = digest("sbom of amd64");
    private static final Digest SIGNATURE = digest("signature of the index");
    private static final String INHERIT = "?platforms=inherit";

    private final PlayedGraph graph = new PlayedGraph(2);
    private final TestServer server = new TestServer((vertx, router) -> new SubjectsResource(
                    Set.of("local"),
                    graph.index(),
                    Callers.ANYONE,
                    new SimpleMeterRegistry(),
                    Clock.fixed(PlayedGraph.THEN, ZoneOffset.UTC))
            .mount(
                    router,
                    new Refreshes(
                            Set.of("local"),
                            graph.index(),
                            new FakeRequests()::append,
                            vertx,
                            Clock.fixed(PlayedGraph.THEN, ZoneOffset.UTC))));

    InheritedReferrersTest() {
        graph.lists(INDEX, AMD64).lists(INDEX, ARM64).refers(SBOM, AMD64).refers(SIGNATURE, INDEX);
        graph.refers(digest("sbom of arm64"), ARM64).refers(digest("signature of the sbom"), SBOM);
        graph.builtFrom(AMD64, digest("base")).refers(digest("sbom of base"), digest("base"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aPlatformHasWhatHangsOnItsIndexAndNothingOfItsSiblings() throws Exception {
        JsonNode answer = read(server.get(path(AMD64) + INHERIT));
        assertThat(entries(answer)).containsExactly(SBOM.toString(), SIGNATURE + " by index " + INDEX);
        assertThat(answer.path("position").textValue())
                .isEqualTo(PlayedGraph.position().toString());
        assertThat(answer.at("/completeness/state").textValue()).isEqualTo("partial");
        assertThat(answer.at("/completeness/reason").textValue()).isEqualTo("relations are not all known");
        assertThat(answer.at("/referrers/1/verification").textValue()).isEqualTo("not-checked");
    }

    @Test
    void anIndexHasWhatHangsOnItsPlatforms() throws Exception {
        assertThat(entries(read(server.get(path(INDEX) + INHERIT))))
                .startsWith(SIGNATURE.toString())
                .containsExactlyInAnyOrder(
                        SIGNATURE.toString(),
                        SBOM + " by child " + AMD64,
                        digest("sbom of arm64") + " by child " + ARM64);
    }

    @Test
    void withoutItEachHasItsOwn() throws Exception {
        JsonNode answer = read(server.get(path(AMD64)));
        assertThat(entries(answer)).containsExactly(SBOM.toString());
        assertThat(answer.at("/completeness/state").textValue()).isEqualTo("complete");
    }

    @Test
    void isNoMismatchWhereThePayloadIsAboutThePlatformThatWasAskedAbout() throws Exception {
        var plain = graph.index().ofSubject;
        graph.index().ofSubject = query -> plain.apply(query)
                .thenApply(answer -> new SubjectAnswer(
                        answer.subject(),
                        answer.position(),
                        answer.servedBy(),
                        answer.completeness(),
                        answer.referrers().stream()
                                .map(InheritedReferrersTest::aboutAmd64)
                                .toList(),
                        answer.next()));
        JsonNode ofAmd64 = read(server.get(path(AMD64) + INHERIT));
        assertThat(ofAmd64.at("/referrers/1/digest").textValue()).isEqualTo(SIGNATURE.toString());
        assertThat(ofAmd64.at("/referrers/1/evidence/0/subjectMismatch").asBoolean())
                .isFalse();
        assertThat(read(server.get(path(INDEX)))
                        .at("/referrers/0/evidence/0/subjectMismatch")
                        .asBoolean())
                .isTrue();
        assertThat(read(server.get(path(INDEX)))
                        .at("/referrers/0/evidence/1/subjectMismatch")
                        .asBoolean())
                .as("of another layer with the same blob")
                .isTrue();
        JsonNode ofArm64 = read(server.get(path(ARM64) + INHERIT));
        assertThat(ofArm64.at("/referrers/1/evidence/0/subjectMismatch").asBoolean())
                .isTrue();
    }

    private static Referrer aboutAmd64(Referrer referrer) {
        Evidence layer = new Evidence(
                digest("layer"),
                "application/vnd.in-toto+json",
                Optional.empty(),
                Set.of(Kind.SBOM),
                List.of(AMD64),
                Optional.empty());
        Evidence again = new Evidence(layer.digest(), layer.mediaType(), Optional.empty(), layer.kinds());
        return new Referrer(referrer.descriptor(), referrer.kinds(), List.of(layer, again), referrer.locations());
    }

    @Test
    void pagesWhatIsInherited() throws Exception {
        List<String> all = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = read(server.get(path(INDEX) + INHERIT + "&n=1" + next));
            assertThat(page.path("referrers")).hasSize(1);
            all.addAll(entries(page));
            next = page.has("next") ? "&next=" + page.path("next").textValue() : "";
        } while (!next.isEmpty());
        assertThat(all)
                .isEqualTo(entries(read(server.get(path(INDEX) + INHERIT))))
                .hasSize(3);
    }

    @Test
    void asksWithTheSameFilterAndScopeForAll() throws Exception {
        read(server.get(path(AMD64) + INHERIT + "&kind=sbom&registry=local&repository=app&scope=location"));
        assertThat(graph.index().subjectQueries).hasSize(2).allSatisfy(query -> {
            assertThat(query.filter().content().kinds()).containsExactly(Kind.SBOM);
            assertThat(query.filter().registries()).containsExactly("local");
            assertThat(query.filter().repository()).contains("app");
            assertThat(query.scope()).isEqualTo(SubjectQuery.Scope.FILTERED);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "platforms=own, platforms, own, 'not \\\"inherit\\\"'",
        "platforms=inherit&next=zzz, next, zzz, not a cursor",
    })
    void namesWhatIsWrong(String query, String field, String value, String why) throws Exception {
        HttpResponse<String> answer = server.get(path(AMD64) + "?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"", "\"value\":\"" + value + "\"", why);
    }

    private static String path(Digest subject) {
        return "/api/v1/subjects/" + subject;
    }

    private static List<String> entries(JsonNode answer) {
        List<String> entries = new ArrayList<>();
        answer.path("referrers").forEach(referrer -> {
            JsonNode from = referrer.path("inherited");
            entries.add(referrer.path("digest").textValue()
                    + (from.isMissingNode()
                            ? ""
                            : " by " + from.path("way").textValue() + " "
                                    + from.path("digest").textValue()));
        });
        return entries;
    }

    private static JsonNode read(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
