package dev.backref.indexer.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Check;
import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.ImageIndex;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.Relation.Direction;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RepositoriesQuery;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.remote.Lookup;
import dev.backref.indexer.contract.remote.LookupBatch;
import dev.backref.indexer.contract.remote.LookupReply;
import dev.backref.indexer.contract.remote.LookupReply.Failure;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookupsResourceTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final String SECRET = "s3cret";
    static final Position POSITION = new Position(1, 2, 7, NOW);
    static final LocationAnswer AT_LOCATION = new LocationAnswer(
            new LocationKnowledge(Optional.of(NOW), Optional.empty(), Optional.empty()),
            ImageIndex.of(List.of("{\"digest\":\"sha256:1\"}".getBytes(StandardCharsets.UTF_8))),
            Optional.of("next"),
            POSITION,
            ServedBy.STANDBY);

    static final ContentFilter CONTENT =
            new ContentFilter(Set.of(Kind.SBOM), Set.of("https://spdx.dev/Document"), Map.of("a", Set.of("b", "")));

    private static final Location APP = new Location("local", "app");
    static final PlacesAnswer PLACES = new PlacesAnswer(List.of(APP), true);
    static final RelationsAnswer RELATIONS = new RelationsAnswer(
            digest("s"),
            POSITION,
            ServedBy.ACTIVE,
            new Completeness("all", Completeness.State.UNKNOWN, Optional.empty(), Optional.empty(), List.of()),
            List.of(new RelationsAnswer.Related(digest("o"), List.of(new RelationsAnswer.At(APP, NOW, NOW)))),
            Optional.of("next"));
    static final ChecksAnswer CHECKS = new ChecksAnswer(List.of(
            new Check(APP, "one", NOW, Optional.empty(), POSITION),
            new Check(APP, "two", NOW, Optional.of("throttled"), POSITION)));

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HttpServer server = listen();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void answersEachLookupOfABatch() throws Exception {
        Digest subject = digest("s");
        HttpResponse<String> answer = post("Bearer " + SECRET, batch(atLocation("known"), ofSubject(subject)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/x-ndjson");
        assertThat(replies(answer))
                .containsExactly(LookupReply.of(0, AT_LOCATION), LookupReply.of(1, subjectAnswer(subject)));
    }

    @Test
    void answersWhatIsKnownOfRegistriesAndRepositories() throws Exception {
        HttpResponse<String> answer = post(
                "Bearer " + SECRET,
                batch(new Lookup.OfRegistries(Optional.empty()), ofRepositories("local"), ofRepositories("moving")));
        assertThat(replies(answer))
                .containsExactly(
                        LookupReply.of(0, SomeRegistries.REGISTRIES),
                        LookupReply.of(1, SomeRegistries.REPOSITORIES),
                        LookupReply.of(2, Failure.unavailable("moving", Duration.ofSeconds(2))));
    }

    @Test
    void answersWhereASubjectIsAndWhatCameOfRequestsToLookAgain() throws Exception {
        Digest subject = digest("s");
        SubjectQuery.Filter all = new SubjectQuery.Filter(Set.of(), Optional.empty(), Optional.empty());
        HttpResponse<String> answer = post(
                "Bearer " + SECRET,
                batch(
                        new Lookup.OfRelations(
                                subject, Relation.BASE_IMAGE, Direction.IN, Optional.of("c"), 9, Optional.empty()),
                        new Lookup.OfPlaces(subject, all, 10, Optional.empty()),
                        new Lookup.OfChecks(
                                subject, List.of(new ChecksQuery.Requested(APP, "one")), Optional.empty())));
        assertThat(replies(answer))
                .containsExactly(LookupReply.of(0, RELATIONS), LookupReply.of(1, PLACES), LookupReply.of(2, CHECKS));
    }

    @Test
    void answersWhatEdgesAPartitionHas() throws Exception {
        SubjectQuery.Filter filter =
                new SubjectQuery.Filter(Set.of("a/b"), Set.of("local"), Optional.of("app"), CONTENT);
        Lookup.OfEdges asked = new Lookup.OfEdges(
                3, Optional.of(digest("s")), filter, Optional.of(SomeIndex.PLACE), 1_000, Optional.of(POSITION));
        assertThat(replies(post("Bearer " + SECRET, batch(asked)))).containsExactly(LookupReply.of(0, SomeIndex.EDGES));
        Ask ask = new Ask(Caller.ANYONE, NOW, Optional.of(POSITION));
        assertThat(Lookup.OfEdges.of(asked.query(ask))).isEqualTo(asked);
    }

    @Test
    void saysOfEachLookupWhyItHasNoAnswer() throws Exception {
        HttpResponse<String> answer = post(
                "Bearer " + SECRET,
                batch(atLocation("moving"), atLocation("odd"), atLocation("broken"), atLocation("known")));
        assertThat(replies(answer))
                .containsExactly(
                        LookupReply.of(0, Failure.unavailable("moving", Duration.ofSeconds(2))),
                        LookupReply.of(1, Failure.invalid("not a cursor: \"x\"")),
                        LookupReply.of(2, Failure.unavailable("the lookup failed", Duration.ofSeconds(1))),
                        LookupReply.of(3, AT_LOCATION));
    }

    @Test
    void answersTheLargestBatchWithTheLongestFilters() throws Exception {
        Lookup longest = atLocation("known", "\u0001".repeat(32 * 1024 / "%01".length()));
        HttpResponse<String> answer = post(
                "Bearer " + SECRET,
                new LookupBatch(LookupBatch.Caller.ANYONE, 1_000, Collections.nCopies(LookupBatch.MOST, longest)));
        assertThat(replies(answer)).hasSize(LookupBatch.MOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer ", "Bearer guessed", "Basic czNjcmV0", "s3cret"})
    void refusesWhoeverDoesNotProveItself(String authorization) throws Exception {
        HttpResponse<String> answer = post(authorization, batch(atLocation("known")));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(meters.counter("backref.index.batches", "outcome", "unauthorized")
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"caller\":\"somebody\",\"patienceMillis\":5,\"lookups\":[]}",
                "{\"caller\":\"anyone\",\"patienceMillis\":5,\"lookups\":[]}",
                "{\"caller\":\"anyone\",\"patienceMillis\":5,\"lookups\":[{\"lookup\":\"other\"}]}"
            })
    void refusesWhatIsNoBatch(String body) throws Exception {
        HttpResponse<String> answer = post("Bearer " + SECRET, body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("\tat ");
    }

    private static LookupBatch batch(Lookup... lookups) {
        return new LookupBatch(LookupBatch.Caller.ANYONE, 1_000, List.of(lookups));
    }

    private static Lookup atLocation(String repository) {
        return atLocation(repository, "a/b");
    }

    private static Lookup atLocation(String repository, String type) {
        return new Lookup.AtLocation(
                new Location("local", repository), digest("s"), Set.of(type), Optional.empty(), 100, Optional.empty());
    }

    private static Lookup ofSubject(Digest subject) {
        return new Lookup.OfSubject(
                subject,
                new SubjectQuery.Filter(Set.of(), Set.of("local", "mirror"), Optional.empty(), CONTENT),
                SubjectQuery.Scope.HOMES,
                Optional.empty(),
                10,
                Optional.of(POSITION));
    }

    private static Lookup ofRepositories(String registry) {
        return new Lookup.OfRepositories(
                registry, RepositoriesQuery.Filter.ALL, Optional.of("cursor"), 10, Optional.empty());
    }

    static SubjectAnswer subjectAnswer(Digest subject) {
        return new SubjectAnswer(
                subject,
                POSITION,
                ServedBy.ACTIVE,
                new Completeness("all", Completeness.State.UNKNOWN, Optional.empty(), Optional.empty(), List.of()),
                List.of(),
                Optional.empty());
    }

    static Digest digest(String of) {
        return Digest.sha256(of.getBytes(StandardCharsets.UTF_8));
    }

    private static List<LookupReply> replies(HttpResponse<String> answer) {
        return answer.body()
                .lines()
                .map(line -> LookupReply.read(line.getBytes(StandardCharsets.UTF_8)))
                .sorted(Comparator.comparing(LookupReply::number))
                .toList();
    }

    private HttpResponse<String> post(String authorization, LookupBatch batch) throws Exception {
        return post(authorization, batch.toJson());
    }

    private HttpResponse<String> post(String authorization, byte[] body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + LookupBatch.PATH))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpServer listen() {
        Router router = Router.router(vertx);
        new LookupsResource(new SomeIndex(), new SomeRegistries(), () -> SECRET, meters, Clock.systemUTC())
                .mount(router);
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
