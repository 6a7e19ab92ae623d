package dev.backref.query.verifications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.PostedVerification;
import dev.backref.indexer.contract.Verification;
import dev.backref.indexer.contract.Verification.Outcome;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationsResourceTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String PATH = "/api/v1/verifications";
    private static final Digest SUBJECT = Digest.sha256("subject".getBytes(StandardCharsets.UTF_8));
    private static final Digest REFERRER = Digest.sha256("referrer".getBytes(StandardCharsets.UTF_8));
    private static final String GOOD = ("{'subject':'" + SUBJECT + "','referrer':'" + REFERRER + "','version':'2.4.1',"
                    + "'command':'cosign verify','identity':'ci@example.com','outcome':'passed',"
                    + "'time':'2026-11-25T13:00:00+01:00'}")
            .replace('\'', '"');

    private final List<PostedVerification> written = new CopyOnWriteArrayList<>();
    private volatile CompletionStage<Void> acknowledged = CompletableFuture.completedStage(null);
    private volatile List<String> secrets = List.of("now", "before");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HttpClient http = HttpClient.newHttpClient();
    private final TestServer server = new TestServer((vertx, router) -> new VerificationsResource(
                    List.of(
                            new Verifier("broken", VerificationsResourceTest::unreadable),
                            new Verifier("empty", () -> List.of("")),
                            new Verifier("cosign-gate", () -> secrets),
                            new Verifier("other", () -> List.of("of the other"))),
                    this::append,
                    PATIENCE,
                    Clock.fixed(NOW, ZoneOffset.UTC),
                    meters)
            .mount(router));

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer now", "bearer before"})
    void keepsWhatIsPostedUnderTheNameThatTheSecretProves(String authorization) throws Exception {
        HttpResponse<String> answer = post(authorization, GOOD);
        assertThat(answer.statusCode()).isEqualTo(202);
        PostedVerification posted = written.get(0);
        assertThat(posted)
                .isEqualTo(new PostedVerification(
                        posted.id(),
                        SUBJECT,
                        REFERRER,
                        new Verification(
                                "cosign-gate",
                                "2.4.1",
                                Outcome.PASSED,
                                Set.of(),
                                Optional.of("ci@example.com"),
                                "cosign verify",
                                NOW)));
        assertThat(PostedVerification.read(answer.body().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(posted);
        assertThat(count("accepted")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer ", "Bearer", "Bearer nows", "now", "Basic bm93Om5vdw==", "Bearer no"})
    void letsNobodyInWithoutASecret(String authorization) throws Exception {
        HttpResponse<String> answer = post(authorization, GOOD);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate")).contains("Bearer");
        assertThat(answer.body()).contains("\"code\":\"UNAUTHORIZED\"");
        assertThat(written).isEmpty();
        assertThat(count("unauthorized")).isEqualTo(1);
    }

    @Test
    void letsNobodyInWithASecretThatTwoHave() throws Exception {
        secrets = List.of("now", "of the other");
        assertThat(post("Bearer of the other", GOOD).statusCode()).isEqualTo(401);
        assertThat(post("Bearer now", GOOD).statusCode()).isEqualTo(202);
    }

    @Test
    void forbidsToPostInTheNameOfAnother() throws Exception {
        HttpResponse<String> answer = post("Bearer now", with("\"verifier\":\"other\""));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("\"code\":\"FORBIDDEN\"", "\"field\":\"verifier\"", "\"value\":\"other\"", "secret was sent");
        assertThat(written).isEmpty();
        assertThat(count("forbidden")).isEqualTo(1);
        assertThat(post("Bearer now", with("\"verifier\":\"cosign-gate\"")).statusCode())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"outcome\":\"passed\"    | \"outcome\":\"trusted\"    | outcome  | is neither passed nor failed",
                "\"outcome\":\"passed\"    | \"outcome\":true           | outcome  | is no text",
                "\"version\":\"2.4.1\"     | \"version\":\" \"          | version  | is blank",
                "\"version\":\"2.4.1\",    | ''                         | version  | is missing",
                "\"identity\":\"ci@example.com\" | \"identity\":\"a\\nb\" | identity | has control characters",
                "\"identity\":\"ci@example.com\" | \"identity\":null    | identity | is no text",
                "\"identity\":\"ci@example.com\" | \"identity\":\"a\\u202eb\" | identity | has control characters",
                "\"identity\":\"ci@example.com\" | \"identity\":\"a\\u2028b\" | identity | has control characters",
                "\"identity\":\"ci@example.com\" | \"identity\":\"a\\ud800b\" | identity | has control characters",
                "\"outcome\":             | \"kinds\":[],\"outcome\":  | kinds    | is no list of kinds",
                "\"outcome\":             | \"kinds\":\"sbom\",\"outcome\": | kinds | is no list of kinds",
                "\"outcome\":             | \"kinds\":[\"sbom\",\"SBOM\"],\"outcome\": | kinds | not a kind of evidence",
                "2026-11-25T13:00:00+01:00 | 2026-11-25T12:00Z          | time     | is no time as of RFC 3339",
                "2026-11-25T13:00:00+01:00 | 2026-11-25T12:00:00+01:00:30 | time   | is no time as of RFC 3339",
                "2026-11-25T13:00:00+01:00 | 2026-13-25T12:00:00Z       | time     | is no time as of RFC 3339",
                "2026-11-25T13:00:00+01:00 | yesterday                  | time     | is no time as of RFC 3339",
                "2026-11-25T13:00:00+01:00 | 2026-11-25T12:05:01Z       | time     | is in the future",
                "2026-11-25T13:00:00+01:00 | 1969-12-31T23:59:59Z       | time     | is before 1970",
                "\"subject\":\"sha256:     | \"subject\":\"sha256:x     | subject  | sha256:x",
                "\"referrer\":\"           | \"referrer\":\"@           | referrer | @sha256",
                "\"version\":              | \"versions\":\"\",\"version\": | versions | is no field of this",
            })
    void namesTheFieldThatIsWrongAndQuotesIt(String good, String bad, String field, String why) throws Exception {
        String body = GOOD.replace(good, bad);
        assertThat(body).isNotEqualTo(GOOD);
        HttpResponse<String> answer = post("Bearer now", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"", why);
        assertThat(written).isEmpty();
        assertThat(count("invalid")).isEqualTo(1);
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() throws Exception {
        HttpResponse<String> answer = post("Bearer now", "{\"subject\":\"latest\",\"outcome\":\"ok\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("subject: ", "latest", "referrer: is missing", "version: is missing", "command: is missing")
                .contains("outcome: is neither passed nor failed: \\\"ok\\\"", "time: is missing")
                .doesNotContain("identity");
    }

    @Test
    void keepsTheKindsThatItIsAbout() throws Exception {
        assertThat(post("Bearer now", with("\"kinds\":[\"sbom\",\"provenance\"]"))
                        .statusCode())
                .isEqualTo(202);
        assertThat(written.get(0).verification().kinds()).containsExactly(Kind.SBOM, Kind.PROVENANCE);
    }

    @Test
    void namesTwentyProblemsAndNoMore() throws Exception {
        String unknown = IntStream.range(0, 500)
                .mapToObj(number -> "\"x" + number + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
        String body = post("Bearer now", unknown).body();
        assertThat(body).contains("x19: ").doesNotContain("x20: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"subject\":\"a\",\"subject\":\"b\"}", "{} {}"})
    void refusesWhatIsNoObject(String body) throws Exception {
        HttpResponse<String> answer = post("Bearer now", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"body\"", "is no JSON object");
    }

    @Test
    void refusesWhatIsTooLongAndParametersAndLargeBodiesAndOtherMethods() throws Exception {
        String longest = "x".repeat(VerificationRequest.LONGEST_COMMAND);
        assertThat(post("Bearer now", GOOD.replace("cosign verify", longest)).statusCode())
                .isEqualTo(202);
        assertThat(post("Bearer now", GOOD.replace("cosign verify", longest + "x"))
                        .body())
                .contains("command: has 2049 characters, and may have 2048");
        assertThat(post("Bearer now", " ".repeat(17_000)).statusCode()).isEqualTo(413);
        assertThat(count("too-large")).isEqualTo(1);
        HttpResponse<String> get = server.get(PATH);
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("allow")).contains("POST");
        assertThat(send(PATH + "?verifier=other", "Bearer now", GOOD).statusCode())
                .isEqualTo(400);
        assertThat(written).hasSize(1);
    }

    @Test
    void saysThatTheBrokerDoesNotAcknowledge() throws Exception {
        acknowledged = CompletableFuture.failedStage(new IllegalStateException("secret detail"));
        HttpResponse<String> failed = post("Bearer now", GOOD);
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.headers().firstValue("retry-after")).contains("2");
        assertThat(failed.body()).doesNotContain("secret detail");
        acknowledged = new CompletableFuture<>();
        assertThat(post("Bearer now", GOOD).statusCode()).isEqualTo(503);
        assertThat(count("unacknowledged")).isEqualTo(2);
        assertThat(count("accepted")).isZero();
    }

    private static List<String> unreadable() {
        throw new UncheckedIOException("no such file", new IOException());
    }

    private static String with(String field) {
        return GOOD.replaceFirst("\\{", "{" + field + ",");
    }

    private double count(String result) {
        return meters.counter("backref.verifications", "result", result).count();
    }

    private CompletionStage<Void> append(PostedVerification posted) {
        written.add(posted);
        return acknowledged;
    }

    private HttpResponse<String> post(String authorization, String body) throws Exception {
        return send(PATH, authorization, body);
    }

    private HttpResponse<String> send(String path, String authorization, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
