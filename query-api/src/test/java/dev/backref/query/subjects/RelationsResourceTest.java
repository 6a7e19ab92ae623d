package dev.backref.query.subjects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.ServedBy;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelationsResourceTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Digest SUBJECT = Digest.parse("sha256:" + "a".repeat(64));
    private static final Digest CHILD = Digest.parse("sha256:" + "b".repeat(64));
    private static final Position POSITION = new Position(1, 3, 7, NOW);
    private static final String PATH = "/api/v1/subjects/" + SUBJECT + "/relations";
    private static final String CHILDREN = PATH + "?relation=index-child&direction=out";

    private final FakeIndex index = new FakeIndex();
    private final List<RelationsQuery> queries = new ArrayList<>();
    private final TestServer server = new TestServer((vertx, router) -> new RelationsResource(
                    index, Callers.ANYONE, new SimpleMeterRegistry(), Clock.fixed(NOW, ZoneOffset.UTC))
            .mount(router));

    @BeforeEach
    void answerAlways() {
        index.ofRelations = query -> {
            queries.add(query);
            return CompletableFuture.completedStage(answer());
        };
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersWithWhatItIsRelatedToAndWhere() throws Exception {
        HttpResponse<String> answer = server.get(CHILDREN);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo(("{'subject':'" + SUBJECT + "','relation':'index-child','direction':'out','position':'1-3-7-"
                                + NOW.toEpochMilli() + "','completeness':{'scope':'all','state':'unknown',"
                                + "'registries':[]},'related':[{'digest':'" + CHILD
                                + "','locations':[{'registry':'local','repository':'app',"
                                + "'observed':'2026-11-25T12:00:00Z','indexed':'2026-11-25T12:00:00Z'}]}],"
                                + "'next':'cursor'}")
                        .replace('\'', '"'));
        assertThat(server.send("HEAD", CHILDREN).statusCode()).isEqualTo(200);
    }

    @Test
    void passesEveryParameterOn() throws Exception {
        server.get(PATH + "?relation=base-image&direction=in&n=7&next=cursor&atLeast=" + POSITION);
        RelationsQuery query = queries.get(0);
        assertThat(query.subject()).isEqualTo(SUBJECT);
        assertThat(query.relation()).isEqualTo(Relation.BASE_IMAGE);
        assertThat(query.direction()).isEqualTo(Relation.Direction.IN);
        assertThat(query.limit()).isEqualTo(7);
        assertThat(query.after()).contains("cursor");
        assertThat(query.ask().atLeast()).contains(POSITION);
        assertThat(query.ask().deadline()).isEqualTo(NOW.plusSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "relation=child&direction=in, relation, child, 'index-child, base-image'",
        "direction=in, relation, '', 'index-child, base-image'",
        "relation=base-image, direction, '', 'out, in'",
        "relation=base-image&direction=both, direction, both, 'out, in'",
        "relation=base-image&direction=in&n=0, n, 0, 1000",
        "relation=base-image&direction=in&kind=sbom, kind, sbom, 'atLeast, direction, n, next, relation'"
    })
    void namesTheParameterThatIsWrongAndWhatThereIs(String query, String field, String value, String known)
            throws Exception {
        HttpResponse<String> answer = server.get(PATH + "?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"", "\"value\":\"" + value + "\"", known);
        assertThat(queries).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithACursorAndWhenToComeBack() throws Exception {
        index.ofRelations =
                query -> CompletableFuture.failedStage(new IllegalArgumentException("not a cursor: \"zzz\""));
        assertThat(server.get(CHILDREN + "&next=zzz").body()).contains("\"field\":\"next\"", "\"value\":\"zzz\"");
        index.ofRelations =
                query -> CompletableFuture.failedStage(new IndexUnavailable("restoring", Duration.ofSeconds(3)));
        HttpResponse<String> answer = server.get(CHILDREN);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("3");
    }

    private static RelationsAnswer answer() {
        return new RelationsAnswer(
                SUBJECT,
                POSITION,
                ServedBy.ACTIVE,
                new Completeness("all", Completeness.State.UNKNOWN, Optional.empty(), Optional.empty(), List.of()),
                List.of(new RelationsAnswer.Related(
                        CHILD, List.of(new RelationsAnswer.At(new Location("local", "app"), NOW, NOW)))),
                Optional.of("cursor"));
    }
}
