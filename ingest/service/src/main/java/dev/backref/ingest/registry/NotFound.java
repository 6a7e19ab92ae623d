package dev.backref.ingest.registry;

import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sends requests as {@link Authentication} does, and lets a 404 through only where it is the registry's own word. An ingress
 * without a backend, a gateway without a route and the store that a redirect led to answer 404 too, and to everything: taken
 * for the registry's word, that would empty the index.
 *
 * <p>A 404 proves itself
 *
 * <ul>
 *   <li>by the header {@code Docker-Distribution-Api-Version}: most registries set it on all answers, and nothing else has
 *       it. Where a redirect led to another registry, it is that one's word, and as good;
 *   <li>by a body as registries write them ({@link ErrorBody}), whatever its type is said to be: some send it as text.
 *       An answer to HEAD has none;
 *   <li>never as a page for people: no registry writes any, and the nginx that Distribution's documentation configures adds
 *       the header to its own pages, too.
 * </ul>
 *
 * Any other is believed when the registry is shown to be there after it came ({@link SignOfLife}), and that of another host,
 * which cannot be shown so, is not.
 */
final class NotFound {
    private static final int NOT_FOUND = 404;
    private static final String VERSION = "Docker-Distribution-Api-Version";

    private final Vertx vertx;
    private final Origin home;
    private final Authentication authentication;
    private final SignOfLife signOfLife;
    private final Duration timeout;

    /**
     * @param timeout for a whole answer that shows that the registry is there
     */
    NotFound(Vertx vertx, URI registry, Authentication authentication, Duration timeout, Clock clock) {
        this.vertx = vertx;
        this.home = Origin.of(registry);
        this.authentication = authentication;
        this.signOfLife = new SignOfLife(registry, clock);
        this.timeout = timeout;
    }

    /** As {@link Authentication#send}; fails with {@link Unanswered} also where a 404 is not believed. */
    Future<Answer> send(Ask ask, String repository, Deadline deadline) {
        return authentication
                .send(ask, repository, deadline)
                .compose(answer -> believed(
                        answer, deadline, shows -> authentication.send(shows, repository, Deadline.in(timeout))));
    }

    /**
     * As {@link #send}, but takes the word of a store that a redirect led to: that it lacks a blob says nothing about the
     * manifest that names it, and waiting for its proof would keep the manifest from being told.
     */
    Future<Answer> sendForBlob(Ask ask, String repository, Deadline deadline) {
        return authentication
                .send(ask, repository, deadline)
                .compose(answer -> answer.to().origin().isOrSecures(home)
                        ? believed(
                                answer, deadline, shows -> authentication.send(shows, repository, Deadline.in(timeout)))
                        : Future.succeededFuture(answer));
    }

    /** As {@link Authentication#sendShowing}; fails with {@link Unanswered} also where a 404 is not believed. */
    Future<Answer> sendShowing(Ask ask, Deadline deadline) {
        return authentication
                .sendShowing(ask, deadline)
                .compose(answer ->
                        believed(answer, deadline, shows -> authentication.sendShowing(shows, Deadline.in(timeout))));
    }

    static boolean isPageForPeople(Answer answer) {
        return answer.header("Content-Type")
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/html"))
                .isPresent();
    }

    private Future<Answer> believed(Answer answer, Deadline deadline, Function<Ask, Future<Answer>> way) {
        if (answer.status() != NOT_FOUND || isProven(answer)) {
            return Future.succeededFuture(answer);
        }
        if (!answer.to().origin().isOrSecures(home)) {
            return Future.failedFuture(unproven(
                    answer,
                    new Later(LookFailure.UNPROVEN_404, "a redirect led there from " + home, Optional.empty())));
        }
        // What is shared does not end with any one look, so each keeps its own time.
        Promise<Answer> outcome = Promise.promise();
        long timer = vertx.setTimer(
                deadline.leftMillis(),
                late -> outcome.tryFail(unproven(
                        answer,
                        new Later(LookFailure.TIMED_OUT, "whether it is there took too long", Optional.empty()))));
        signOfLife
                .seek(way)
                .onComplete(
                        missing -> missing.ifPresentOrElse(
                                why -> outcome.tryFail(unproven(answer, why)), () -> outcome.tryComplete(answer)),
                        outcome::tryFail);
        return outcome.future().onComplete(ended -> vertx.cancelTimer(timer));
    }

    private static boolean isProven(Answer answer) {
        return !isPageForPeople(answer)
                && (answer.header(VERSION).isPresent()
                        || ErrorBody.isOne(answer.body().content().getBytes()));
    }

    private static Unanswered unproven(Answer answer, Later why) {
        return new Unanswered(new Later(
                why.reason(),
                answer.to() + " answered 404, and nothing shows that this is the registry's word: " + why.detail(),
                why.retryAfter()));
    }
}
