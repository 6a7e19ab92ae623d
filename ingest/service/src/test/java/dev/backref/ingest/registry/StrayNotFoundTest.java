package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.ANONYMOUS;
import static dev.backref.ingest.registry.FaultyRegistry.DIGEST;
import static dev.backref.ingest.registry.FaultyRegistry.MANIFEST;
import static dev.backref.ingest.registry.FaultyRegistry.PLACE;
import static dev.backref.ingest.registry.FaultyRegistry.REPOSITORY;
import static dev.backref.ingest.registry.FaultyRegistry.TAG;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look.Gone;
import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** 404s of which nothing shows that they are the registry's, over real HTTP. */
class StrayNotFoundTest {
    private static final String MANIFEST_URI = "/v2/team/app/manifests/" + DIGEST;
    private static final String VERSION = "Docker-Distribution-Api-Version";
    private static final Source REFERRERS = new Source.Referrers(PLACE, DIGEST);

    private static final Question MANIFEST_GET = new Question("manifest", client -> client.look(MANIFEST));
    private static final Question MANIFEST_HEAD =
            new Question("manifest, HEAD", client -> client.confirm(new Source.Manifest(PLACE, DIGEST)));
    private static final Question TAG_HEAD = new Question("tag, HEAD", client -> client.look(TAG));

    /** All that a 404 can be the answer to. */
    private static final List<Question> QUESTIONS = List.of(
            MANIFEST_GET,
            MANIFEST_HEAD,
            TAG_HEAD,
            new Question("tag", client -> client.fetch(TAG)),
            new Question("repository", client -> client.look(REPOSITORY)),
            new Question("referrers", client -> client.look(REFERRERS)),
            new Question("page of tags", client -> page(client, PageAddress.tags("team/app"))),
            new Question("page of the catalogue", client -> page(client, PageAddress.catalogue())),
            new Question("page of Harbor's", client -> page(client, PageAddress.harborArtifacts("team/app"))));

    private record Question(String name, Function<RegistryClient, Future<?>> ask) {
        Object ask(RegistryClient client) {
            return await(ask.apply(client));
        }
    }

    private static Future<ListingPage> page(RegistryClient client, PageAddress address) {
        return client.page(address, 10, names -> {});
    }

    private static Stream<Handler<HttpServerRequest>> proofs() {
        return Stream.of(
                request -> request.response().putHeader(VERSION, "registry/2.0").end("404 page not found\n"),
                request -> request.response()
                        .putHeader("Content-Type", "text/plain; charset=utf-8")
                        .end("{\"errors\":[{\"code\":\"NAME_INVALID\",\"message\":\"m\"}]}"),
                request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end("{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}"));
    }

    @ParameterizedTest
    @EnumSource(Stray.class)
    void isNothingsEndWhileWhoeverAnswersAnswersSoToEverything(Stray stray) {
        try (FaultyRegistry registry = new FaultyRegistry(stray::answer)) {
            RegistryClient client = registry.client(ANONYMOUS);
            for (Question question : QUESTIONS) {
                assertUnproven(question, question.ask(client), "GET " + registry.url + "/v2/ answered 404");
            }
            assertThat(registry.seenUris()).filteredOn(Stray.BASE::equals).hasSameSizeAs(QUESTIONS);
        }
    }

    @ParameterizedTest
    @EnumSource(Stray.class)
    void isBelievedWhereTheRegistryIsThereBehindIt(Stray stray) {
        for (int status : List.of(200, 401)) {
            try (FaultyRegistry registry = new FaultyRegistry(stray.before(status))) {
                RegistryClient client = registry.client(ANONYMOUS);
                for (Question question : QUESTIONS) {
                    assertGone(question, question.ask(client));
                    assertThat(registry.seen)
                            .last()
                            .extracting(FaultyRegistry.Seen::uri)
                            .isEqualTo(Stray.BASE);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void needsNoMoreWhereItProvesItself(Handler<HttpServerRequest> proof) {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            request.response().setStatusCode(404);
            proof.handle(request);
        })) {
            RegistryClient client = registry.client(ANONYMOUS);
            QUESTIONS.stream()
                    .filter(question -> !question.name().endsWith("HEAD"))
                    .forEach(question -> assertGone(question, question.ask(client)));
            assertThat(registry.seenUris()).doesNotContain(Stray.BASE);
        }
    }

    @Test
    void theHeaderProvesItWithoutABody() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> FaultyRegistry.answer(request, 404))) {
            assertThat(MANIFEST_HEAD.ask(registry.client(ANONYMOUS))).isEqualTo(new Gone());
            assertThat(registry.seenUris()).containsExactly(MANIFEST_URI);
        }
    }

    @Test
    void theHeaderOnAPageForPeopleIsAProxys() {
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            request.response().putHeader(VERSION, "registry/2.0");
            Stray.NGINX.answer(request);
        })) {
            assertUnproven(MANIFEST_GET, registry.look(MANIFEST), "/v2/ answered 404");
            assertUnproven(TAG_HEAD, registry.look(TAG), "/v2/ answered 404");
        }
    }

    @Test
    void ofAnotherHostThatARedirectLedToIsNeverBelieved() {
        try (FaultyRegistry store = new FaultyRegistry(Stray.STORE::answer);
                FaultyRegistry registry = new FaultyRegistry(request -> {
                    if (request.path().equals(Stray.BASE)) {
                        FaultyRegistry.answer(request, 200);
                    } else {
                        FaultyRegistry.redirect(request, 307, store.url + "/blob?signature=secret");
                    }
                })) {
            RegistryClient client = registry.client(ANONYMOUS);
            for (Question question : QUESTIONS) {
                assertUnproven(question, question.ask(client), "a redirect led there from " + registry.url);
            }
            assertThat(registry.seenUris()).doesNotContain(Stray.BASE);
        }
    }

    @Test
    void ofAnotherRegistryThatARedirectLedToProvesItself() {
        try (FaultyRegistry other = new FaultyRegistry(request -> FaultyRegistry.answer(request, 404));
                FaultyRegistry registry =
                        new FaultyRegistry(request -> FaultyRegistry.redirect(request, 307, other.url + "/v2/x"))) {
            assertThat(registry.look(MANIFEST)).isEqualTo(new Gone());
        }
    }

    private static void assertGone(Question question, Object outcome) {
        assertThat(outcome).as(question.name()).isIn(new Gone(), new ListingPage.Gone());
    }

    private static void assertUnproven(Question question, Object outcome, String detail) {
        Optional<LookFailure> reason = Optional.empty();
        String told = "";
        if (outcome instanceof Later later) {
            reason = Optional.of(later.reason());
            told = later.detail();
        } else if (outcome instanceof ListingPage.Failed failed) {
            reason = failed.passing() ? Optional.of(failed.reason()) : Optional.empty();
            told = failed.detail();
        }
        assertThat(reason).as(question.name() + ": " + outcome).contains(LookFailure.UNPROVEN_404);
        assertThat(told).as(question.name()).contains(detail).doesNotContain("secret");
    }
}
