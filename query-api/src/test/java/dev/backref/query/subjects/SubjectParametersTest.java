package dev.backref.query.subjects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Scope;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the parameters of a lookup are read. */
class SubjectParametersTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Digest SUBJECT = Digest.parse("sha256:" + "a".repeat(64));
    private static final Position POSITION = new Position(1, 3, 7, NOW);
    private static final SubjectAnswer ANSWER = new SubjectAnswer(
            SUBJECT,
            POSITION,
            ServedBy.ACTIVE,
            new Completeness("all", Completeness.State.UNKNOWN, Optional.empty(), Optional.empty(), List.of()),
            List.of(),
            Optional.empty());

    private final FakeIndex index = new FakeIndex();
    private final TestServer server = new TestServer((vertx, router) -> new SubjectsResource(
                    Set.of("local", "mirror"),
                    index,
                    Callers.ANYONE,
                    new SimpleMeterRegistry(),
                    Clock.fixed(NOW, ZoneOffset.UTC))
            .mount(
                    router,
                    new Refreshes(
                            Set.of("local"),
                            index,
                            new FakeRequests()::append,
                            vertx,
                            Clock.fixed(NOW, ZoneOffset.UTC))));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void passesEveryParameterOn() throws Exception {
        index.ofSubject = query -> CompletableFuture.completedStage(ANSWER);
        server.get("/api/v1/subjects/" + SUBJECT + "?artifactType=a/b%2Bc&artifactType=d/e&registry=local&kind=vex"
                + "&repository=team/app&n=7&next=cursor&atLeast=" + POSITION);
        SubjectQuery query = index.subjectQueries.get(0);
        assertThat(query.filter().artifactTypes()).containsExactlyInAnyOrder("a/b+c", "d/e");
        assertThat(query.filter().registries()).containsExactly("local");
        assertThat(query.filter().content().kinds()).containsExactly(Kind.VEX);
        assertThat(query.filter().repository()).contains("team/app");
        assertThat(query.limit()).isEqualTo(7);
        assertThat(query.after()).contains("cursor");
        assertThat(query.ask().atLeast()).contains(POSITION);
        assertThat(query.ask().deadline()).isEqualTo(NOW.plusSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "'', FILTERED",
        "registry=local, FILTERED",
        "registry=local&registry=mirror&repository=app, FILTERED",
        "scope=location&registry=local&repository=app, FILTERED",
        "scope=homes, HOMES",
        "scope=homes&registry=local, HOMES",
        "scope=registries&registry=local&registry=mirror, REGISTRIES",
        "scope=registries&registry=local&repository=app, REGISTRIES",
        "scope=all&registry=local, ALL"
    })
    void sumsUpOverTheScopeThatIsNamedOrElseOverWhatTheFiltersLeave(String parameters, Scope scope) throws Exception {
        index.ofSubject = query -> CompletableFuture.completedStage(ANSWER);
        assertThat(server.get("/api/v1/subjects/" + SUBJECT + "?" + parameters).statusCode())
                .isEqualTo(200);
        assertThat(index.subjectQueries.get(0).scope()).isEqualTo(scope);
    }

    @Test
    void listsWhatAnyOfTheNamedRegistriesHas() throws Exception {
        index.ofSubject = query -> CompletableFuture.completedStage(ANSWER);
        server.get("/api/v1/subjects/" + SUBJECT + "?registry=local&registry=mirror");
        assertThat(index.subjectQueries.get(0).filter().registries()).containsExactlyInAnyOrder("local", "mirror");
    }

    @ParameterizedTest
    @CsvSource({
        "scope=location, a location needs registry and repository as well",
        "scope=location&registry=local, a location needs repository as well",
        "scope=location&repository=app, a location needs registry as well",
        "scope=location&registry=local&registry=mirror&repository=app, 'a location has one registry, and 2 are named'",
        "scope=registries&repository=app, 'needs registry as well, once or more'"
    })
    void namesWhatAScopeLacks(String parameters, String why) throws Exception {
        HttpResponse<String> answer = server.get("/api/v1/subjects/" + SUBJECT + "?" + parameters);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"scope\"", "scope: " + why);
        assertThat(index.subjectQueries).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry", "artifactType"})
    void doesNotWidenAnAnswerForAValueThatIsEmpty(String parameter) throws Exception {
        assertThat(server.get("/api/v1/subjects/" + SUBJECT + "?" + parameter + "=")
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "n, 0",
        "n, 1001",
        "n, x",
        "registry, other",
        "repository, UP",
        "atLeast, nonsense",
        "artefactType, a/b",
        "scope, home",
        "scope, ALL"
    })
    void namesTheParameterThatIsWrongAndQuotesItsValue(String field, String value) throws Exception {
        HttpResponse<String> answer = server.get("/api/v1/subjects/" + SUBJECT + "?" + field + "=" + value);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains(
                        "\"code\":\"INVALID_PARAMETER\"", "\"field\":\"" + field + "\"", "\"value\":\"" + value + "\"");
        assertThat(index.subjectQueries).isEmpty();
    }

    @Test
    void refusesADigestThatIsNone() throws Exception {
        assertThat(server.get("/api/v1/subjects/latest").body())
                .contains("\"field\":\"digest\"", "\"value\":\"latest\"");
    }

    @Test
    void refusesAParameterThatIsThereTwice() throws Exception {
        assertThat(server.get("/api/v1/subjects/" + SUBJECT + "?n=1&n=2").statusCode())
                .isEqualTo(400);
    }
}
