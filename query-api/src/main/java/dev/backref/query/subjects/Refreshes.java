package dev.backref.query.subjects;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.query.Parameters;
import dev.backref.query.Problem;
import dev.backref.query.requests.RequestLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Has subjects looked at again where they are known to be, or where a caller says, and waits for the index. */
public final class Refreshes {
    /** Seconds that a caller can wait, fewer than those after which a connection counts as silent. */
    static final int LONGEST_WAIT = 60;

    static final int USUAL_WAIT = 30;

    /** Locations that are asked for one caller: each costs a few requests to a registry. */
    static final int MOST_LOCATIONS = 100;

    private static final Duration FOR_THE_INDEX = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final String NOT_CONFIGURED = "not-configured";

    private final Set<String> registries;
    private final SubjectIndex index;
    private final Checks checks;
    private final Clock clock;

    /**
     * @param registries the names of those that are configured
     * @param requests where what is asked of registries is written
     * @param clock by which deadlines are told
     */
    public Refreshes(Set<String> registries, SubjectIndex index, RequestLog requests, Vertx vertx, Clock clock) {
        this.registries = Set.copyOf(registries);
        this.index = index;
        this.checks = new Checks(index, requests, vertx, clock);
        this.clock = clock;
    }

    /**
     * Who wants to have what looked at again.
     *
     * @param filter which locations are meant; a registry and a repository together mean one, also one that nobody knows
     */
    record Question(Digest subject, Filter filter, Caller caller, Duration patience) {
        static Question of(Digest subject, Filter filter, Caller caller, int seconds) {
            Filter places = new Filter(Set.of(), filter.registries(), filter.repository());
            return new Question(subject, places, caller, Duration.ofSeconds(seconds));
        }
    }

    /** The seconds to wait that a parameter says. */
    static int seconds(Parameters parameters, String name, int otherwise) {
        return parameters.number(name, 1, LONGEST_WAIT, otherwise);
    }

    /** The outcome; fails as lookups do when nobody can say where the subject is. */
    CompletionStage<Refreshed> ask(Question question) {
        long began = System.nanoTime();
        return places(question)
                .compose(places -> {
                    if (places.locations().isEmpty()) {
                        return Future.succeededFuture(Refreshed.refused(nowhere(question)));
                    }
                    return places.more()
                            ? Future.succeededFuture(Refreshed.refused(everywhere()))
                            : ask(question, places.locations(), Duration.ofNanos(System.nanoTime() - began));
                })
                .toCompletionStage();
    }

    private Future<Refreshed> ask(Question question, List<Location> locations, Duration spent) {
        Duration left = question.patience().minus(spent);
        List<Future<Checks.Answer>> answers = locations.stream()
                .map(location -> registries.contains(location.registry())
                        ? checks.ask(question.subject(), location, left)
                        : Future.succeededFuture(Checks.Answer.failed(location, NOT_CONFIGURED)))
                .toList();
        return Future.all(answers)
                .map(all -> Refreshed.of(answers.stream().map(Future::result).toList()));
    }

    /** Where the subject is, as far as the caller may know. */
    private Future<PlacesAnswer> places(Question question) {
        Optional<Location> named = question.filter().location();
        if (named.isPresent()) {
            return visible(question.caller(), named.get())
                    .map(yes -> new PlacesAnswer(yes ? List.of(named.get()) : List.of(), false));
        }
        Ask ask = new Ask(question.caller(), clock.instant().plus(FOR_THE_INDEX), Optional.empty());
        return Future.fromCompletionStage(
                index.places(new PlacesQuery(question.subject(), question.filter(), MOST_LOCATIONS, ask)));
    }

    private static Future<Boolean> visible(Caller caller, Location location) {
        return Future.fromCompletionStage(caller.visible(location))
                .timeout(FOR_THE_INDEX.toMillis(), TimeUnit.MILLISECONDS)
                .recover(unknown ->
                        Future.failedFuture(new IndexUnavailable("cannot tell what the caller may see", SOON)));
    }

    private static Problem nowhere(Question question) {
        return Problem.of(
                404,
                "NOT_FOUND",
                "no such location of " + question.subject()
                        + " is known; registry and repository together name one that is to be looked at");
    }

    private static Problem everywhere() {
        return Problem.of(
                400,
                "TOO_MANY_LOCATIONS",
                "more than " + MOST_LOCATIONS + " locations are meant; registry and repository say which");
    }
}
