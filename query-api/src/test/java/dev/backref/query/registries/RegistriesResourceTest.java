package dev.backref.query.registries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Completeness.State;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.indexer.contract.RegistriesAnswer;
import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.RepositoriesAnswer;
import dev.backref.indexer.contract.RepositoriesQuery;
import dev.backref.indexer.contract.RepositoryKnowledge;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.query.Callers;
import dev.backref.query.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
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

class RegistriesResourceTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String T = "'2026-11-25T12:00:00Z'";
    private static final String LOCAL = "{'name':'local','state':'partial','oldest':" + T + ",'reason':'why',"
            + "'basis':'tags','limits':['untagged-not-listable'],'history':'unknown','heard':" + T + ","
            + "'locations':{'all':5,'complete':4,'partial':3,'troubled':2,'failing':1},"
            + "'enumeration':{'at':" + T + ",'locations':5,'whole':true,'basis':'tags',"
            + "'limits':['untagged-not-listable'],'trouble':'none listed','ended':4},"
            + "'unlisted':{'since':" + T + ",'at':" + T + ",'reason':'timed-out','detail':'no answer in 30 s'},"
            + "'sweeping':{'locations':1,'found':20,'done':10,'tags':12,'digests':7},'swept':" + T + ","
            + "'webhook':{'since':'2026-11-25T11:58:00Z','last':'2026-11-25T11:58:59Z','silentAfter':60,'silent':true},"
            + "'broken':{'since':" + T + ",'reason':'unannounced','detail':'local/app:v1'},"
            + "'examination':{'id':'id','at':" + T + ","
            + "'findings':[{'check':'tag-paging','status':'not-supported','detail':'why'}]}}";
    private static final String OTHER = "{'name':'other','state':'unknown','reason':'nothing has been heard of it yet',"
            + "'basis':'events','history':'unknown',"
            + "'locations':{'all':0,'complete':0,'partial':0,'troubled':0,'failing':0}}";
    private static final String APP = "{'name':'team/app','state':'unknown','asOf':" + T + ",'reason':'why',"
            + "'basis':'tags','limits':['untagged-not-listable'],"
            + "'unresolved':{'since':" + T + ",'reason':'unreachable'},"
            + "'rejected':{'sources':1,'source':'local/team/app:latest','reason':'too-large'},"
            + "'withheld':{'sources':2,'source':'local/team/app:v1','reason':'refused-412'},"
            + "'sweep':{'began':" + T + ",'found':20,'done':10,'tags':12,'digests':7},'swept':{'at':" + T
            + ",'basis':'tags'},"
            + "'failing':{'since':" + T + ",'at':" + T + ",'began':" + T + ",'reason':'server-error','detail':'500'},"
            + "'enlisted':" + T + ",'gone':" + T + "}";

    private final FakeRegistryIndex index = new FakeRegistryIndex();
    private final TestServer server = new TestServer((vertx, router) -> new RegistriesResource(
                    Set.of("other", "local"),
                    index,
                    Callers.ANYONE,
                    new SimpleMeterRegistry(),
                    Clock.fixed(NOW, ZoneOffset.UTC))
            .mount(router));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsOfEveryConfiguredRegistryWhatIsKnown() throws Exception {
        index.ofRegistries = ask -> CompletableFuture.completedStage(registries(ServedBy.ACTIVE));
        HttpResponse<String> answer = server.get("/api/v1/registries");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("backref-served-by")).isEmpty();
        assertThat(answer.body()).isEqualTo(json("{'registries':[" + LOCAL + "," + OTHER + "]}"));
    }

    @Test
    void tellsOfOneRegistry() throws Exception {
        index.ofRegistries = ask -> CompletableFuture.completedStage(registries(ServedBy.STANDBY));
        HttpResponse<String> answer = server.get("/api/v1/registries/local");
        assertThat(answer.body()).isEqualTo(json(LOCAL));
        assertThat(answer.headers().firstValue("backref-served-by")).contains("standby");
        assertThat(server.get("/api/v1/registries/other").body()).isEqualTo(json(OTHER));
    }

    @Test
    void givesRepositoriesByPages() throws Exception {
        index.ofRepositories = query -> CompletableFuture.completedStage(repositories());
        HttpResponse<String> answer = server.get("/api/v1/registries/local/repositories");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(json("{'registry':'local','repositories':[" + APP + "],'next':'cursor'}"));
        RepositoriesQuery first = index.queries.get(0);
        assertThat(first.registry()).isEqualTo("local");
        assertThat(first.limit()).isEqualTo(100);
        assertThat(first.after()).isEmpty();
        assertThat(first.filter()).isEqualTo(RepositoriesQuery.Filter.ALL);
        assertThat(first.ask().deadline()).isEqualTo(NOW.plusSeconds(5));

        server.get("/api/v1/registries/local/repositories?n=7&next=cursor&failing=true");
        RepositoriesQuery second = index.queries.get(1);
        assertThat(second.limit()).isEqualTo(7);
        assertThat(second.after()).contains("cursor");
        assertThat(second.filter().failing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"team/app", "team%2Fapp"})
    void tellsOfOneRepository(String path) throws Exception {
        index.ofRepositories = query -> CompletableFuture.completedStage(repositories());
        HttpResponse<String> answer = server.get("/api/v1/registries/local/repositories/" + path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(json(APP));
        assertThat(index.queries.get(0).filter().repository()).contains("team/app");
    }

    @Test
    void tellsOfARepositoryThatIsCalledRepositories() throws Exception {
        index.ofRepositories = query -> CompletableFuture.completedStage(repositories());
        server.get("/api/v1/registries/local/repositories/repositories/repositories");
        assertThat(index.queries.get(0).filter().repository()).contains("repositories/repositories");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/repositories", "/repositories/app"})
    void knowsNoRegistryThatIsNotConfigured(String path) throws Exception {
        HttpResponse<String> answer = server.get("/api/v1/registries/nowhere" + path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo(json("{'error':{'code':'NOT_FOUND','message':'no registry \\'nowhere\\' is configured',"
                        + "'field':'registry','value':'nowhere'}}"));
        assertThat(index.queries).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"n, 0", "n, 1001", "n, x", "failing, yes", "name, app"})
    void namesTheParameterThatIsWrongAndQuotesItsValue(String field, String value) throws Exception {
        HttpResponse<String> answer = server.get("/api/v1/registries/local/repositories?" + field + "=" + value);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"", "\"value\":\"" + value + "\"");
        assertThat(index.queries).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UP", "a//b", "a%20b", "a+b"})
    void refusesWhatIsNoNameOfARepository(String name) throws Exception {
        index.ofRepositories = query -> CompletableFuture.completedStage(repositories());
        String answer = server.raw("GET /api/v1/registries/local/repositories/" + name);
        if (name.contains("//")) {
            assertThat(index.queries.get(0).filter().repository())
                    .as("as the router reads it")
                    .contains("a/b");
        } else {
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"field\":\"repository\"");
            assertThat(index.queries).isEmpty();
        }
    }

    @Test
    void namesACursorThatIsForeign() throws Exception {
        index.ofRepositories =
                query -> CompletableFuture.failedStage(new IllegalArgumentException("not a cursor: \"zzz\""));
        assertThat(server.get("/api/v1/registries/local/repositories?next=zzz").body())
                .contains("\"field\":\"next\"", "\"value\":\"zzz\"");
        assertThat(server.get("/api/v1/registries/local/repositories").statusCode())
                .isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/local", "/local/repositories", "/local/repositories/app"})
    void saysWhenToComeBackWhereNobodyCanAnswer(String path) throws Exception {
        IndexUnavailable restoring = new IndexUnavailable("restoring", Duration.ofSeconds(3));
        index.ofRegistries = ask -> CompletableFuture.failedStage(restoring);
        index.ofRepositories = query -> CompletableFuture.failedStage(restoring);
        HttpResponse<String> answer = server.get("/api/v1/registries" + path);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("3");
        assertThat(answer.body()).contains("restoring");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/local", "/local/repositories", "/local/repositories/app"})
    void canOnlyBeRead(String path) throws Exception {
        HttpResponse<String> answer = server.send("DELETE", "/api/v1/registries" + path);
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
    }

    private static RegistriesAnswer registries(ServedBy servedBy) {
        RegistryKnowledge local = new RegistryKnowledge(
                "local",
                State.PARTIAL,
                Optional.of(NOW),
                Optional.of("why"),
                Basis.TAGS,
                Basis.TAGS.limits(),
                RegistryHistory.UNKNOWN,
                Optional.of(NOW),
                new RegistryKnowledge.Locations(5, 4, 3, 2, 1),
                Optional.of(new RegistryKnowledge.Enumeration(
                        NOW, 5, true, Basis.TAGS, Basis.TAGS.limits(), Optional.of("none listed"), 4)),
                Optional.of(new RegistryKnowledge.Unlisted(NOW, NOW, "timed-out", "no answer in 30 s")),
                Optional.of(new RegistryKnowledge.Sweeping(1, 20, 10, 12, 7)),
                Optional.of(NOW),
                Optional.of(new RegistryKnowledge.Webhook(
                        NOW.minusSeconds(120), Optional.of(NOW.minusSeconds(61)), Optional.of(60L), false)),
                Optional.of(new RegistryKnowledge.Broken(NOW, "unannounced", "local/app:v1")),
                Optional.of(new Examination(
                        "id", NOW, List.of(new Finding("tag-paging", Finding.Status.NOT_SUPPORTED, "why")))));
        return new RegistriesAnswer(servedBy, List.of(local, RegistryKnowledge.nothing("no longer configured")));
    }

    private static RepositoriesAnswer repositories() {
        return new RepositoriesAnswer(
                ServedBy.ACTIVE,
                List.of(new RepositoryKnowledge(
                        "team/app",
                        State.UNKNOWN,
                        Optional.of(NOW),
                        Optional.of("why"),
                        Basis.TAGS,
                        Basis.TAGS.limits(),
                        Optional.of(new Unresolved(NOW, "unreachable")),
                        Optional.of(new Rejected(
                                1, new Source.Tag(new Location("local", "team/app"), "latest"), "too-large")),
                        Optional.of(new Rejected(
                                2, new Source.Tag(new Location("local", "team/app"), "v1"), "refused-412")),
                        Optional.of(new RepositoryKnowledge.Sweep(NOW, 20, 10, 12, 7)),
                        Optional.of(new RepositoryKnowledge.Swept(NOW, Basis.TAGS)),
                        Optional.of(new RepositoryKnowledge.Failing(NOW, NOW, Optional.of(NOW), "server-error", "500")),
                        Optional.of(NOW),
                        Optional.of(NOW))),
                Optional.of("cursor"));
    }

    private static String json(String text) {
        return text.replace("\\'", "\\\"").replace('\'', '"');
    }
}
