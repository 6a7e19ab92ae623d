package dev.backref.query.graph;

import static dev.backref.query.walk.PlayedGraph.digest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.query.Callers;
import dev.backref.query.TestServer;
import dev.backref.query.walk.PlayedGraph;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphResourceTest {
    private static final Digest IMAGE = digest("image");
    private static final Digest SBOM = digest("sbom");
    private static final Digest LIST = digest("list");
    private static final String PATH = "/api/v1/subjects/" + IMAGE + "/graph";
    private static final String PLACE =
            "'registry':'local','repository':'app',%s'observed':'2026-11-30T12:00:00Z','indexed':'2026-11-30T12:00:00Z'";

    private final PlayedGraph graph = new PlayedGraph(2);
    private final TestServer server = new TestServer((vertx, router) -> new GraphResource(
                    Set.of("local"),
                    graph.index(),
                    Callers.ANYONE,
                    new SimpleMeterRegistry(),
                    Clock.fixed(PlayedGraph.THEN, ZoneOffset.UTC))
            .mount(router));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersWithEdgesThatSayWhatIsKnownOfEach() throws Exception {
        graph.refers(SBOM, IMAGE).lists(LIST, IMAGE);
        HttpResponse<String> answer = server.get(PATH + "?depth=1&follow=referrer&follow=index");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo(("{'subject':'" + IMAGE + "','depth':1,'follow':['referrer','index'],'position':'1-3-7-"
                                + PlayedGraph.THEN.toEpochMilli() + "','completeness':{'scope':'local',"
                                + "'state':'partial','oldest':'2026-11-30T12:00:00Z',"
                                + "'reason':'relations are not all known','registries':[]},'edges':["
                                + "{'subject':'" + IMAGE + "','way':'referrer','digest':'" + SBOM
                                + "','ends':'depth','mediaType':'application/vnd.oci.image.manifest.v1+json','size':7,"
                                + "'artifactType':'application/spdx+json','kinds':['sbom'],"
                                + "'verification':'not-checked','locations':[{"
                                + PLACE.formatted("'forms':['subject-field'],") + "}]},{'subject':'" + IMAGE
                                + "','way':'index','digest':'" + LIST + "','ends':'depth','locations':[{"
                                + PLACE.formatted("") + "}]}]}")
                        .replace('\'', '"'));
        HttpResponse<String> head = server.send("HEAD", PATH);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(server.send("POST", PATH).statusCode()).isEqualTo(405);
    }

    @Test
    void goesOnPageByPage() throws Exception {
        IntStream.range(0, 5)
                .mapToObj(number -> digest("sbom " + number))
                .forEach(each -> graph.refers(each, IMAGE).refers(digest("signature of " + each), each));
        List<String> digests = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page = read(server.get(PATH + "?n=3" + next));
            page.path("edges").forEach(edge -> digests.add(edge.path("digest").textValue()));
            next = page.has("next") ? "&next=" + page.path("next").textValue() : "";
            pages++;
        } while (!next.isEmpty());
        assertThat(pages).isEqualTo(4);
        assertThat(digests).hasSize(10).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "follow=child&follow=parent, follow, parent, 'referrer, index, child, base, derived'",
        "follow=, follow, '', 'referrer, index'",
        "depth=6, depth, 6, '1 to 5'",
        "depth=0, depth, 0, '1 to 5'",
        "n=1001, n, 1001, '1 to 1000'",
        "atLeast=now, atLeast, now, not a position",
        "next=zzz, next, zzz, not a cursor of this listing",
        "kind=sbom, kind, sbom, 'atLeast, depth, follow, n, next'"
    })
    void namesTheParameterThatIsWrongAndWhatThereIs(String query, String field, String value, String known)
            throws Exception {
        HttpResponse<String> answer = server.get(PATH + "?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"", "\"value\":\"" + value + "\"", known);
        assertThat(graph.asked()).isZero();
    }

    @Test
    void refusesACursorOfAnotherGraph() throws Exception {
        graph.refers(SBOM, IMAGE).refers(digest("other"), IMAGE).refers(digest("signature"), SBOM);
        graph.refers(digest("signature"), digest("other"));
        String cursor = read(server.get(PATH + "?n=1")).path("next").textValue();
        assertThat(server.get(PATH + "?n=2&next=" + cursor).statusCode()).isEqualTo(200);
        List<String> others = List.of(
                "/api/v1/subjects/" + SBOM + "/graph?next=" + cursor,
                PATH + "?depth=1&next=" + cursor,
                PATH + "?depth=4&next=" + cursor,
                PATH + "?follow=index&next=" + cursor,
                PATH + "?follow=referrer&next=" + cursor,
                PATH + "?next=" + cursor.substring(4),
                PATH + "?next=" + cursor + "!");
        for (String other : others) {
            HttpResponse<String> answer = server.get(other);
            assertThat(answer.statusCode()).as(other).isEqualTo(400);
            assertThat(answer.body()).contains("\"field\":\"next\"", "not a cursor of this listing");
        }
    }

    @Test
    void saysWhatIsWrongWithACursorOfTheIndexAndWhenToComeBack() throws Exception {
        String step = "w 3ricbd-ricbd " + IMAGE + " referrer/zzz/" + SBOM;
        String cursor = Base64.getUrlEncoder().encodeToString(step.getBytes(StandardCharsets.UTF_8));
        graph.index().ofSubject =
                query -> CompletableFuture.failedStage(new IllegalArgumentException("not a cursor: \"zzz\""));
        HttpResponse<String> refused = server.get(PATH + "?next=" + cursor);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"field\":\"next\"");
        graph.index().ofSubject =
                query -> CompletableFuture.failedStage(new IndexUnavailable("restoring", Duration.ofSeconds(3)));
        HttpResponse<String> answer = server.get(PATH);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("3");
    }

    private static JsonNode read(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
