package dev.backref.query.subjects;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Check;
import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RefreshRequest;
import dev.backref.query.requests.RequestLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to look again that are under way: one at a time of a subject at a location, for all who wait, and one loop per
 * subject that asks the index whether they are over. Who comes when a request is written already cannot know whether the
 * looks have begun, and gets the next, with all others who do. The state is used on one event loop only.
 */
final class Checks {
    /** It was not over when the time was. */
    static final String PENDING = "pending";

    /** The broker did not acknowledge the request. */
    static final String UNACKNOWLEDGED = "unacknowledged";

    /** As much is under way as may be. */
    static final String BUSY = "busy";

    /** Requests under way. */
    static final int MOST = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Checks.class);

    /** Before a request is written, so that those who ask at the same time share it. */
    private static final long GATHERING_MS = 20;

    private static final long SHORTEST_PAUSE_MS = 25;
    private static final long LONGEST_PAUSE_MS = 250;
    private static final Duration FOR_THE_BROKER = Duration.ofSeconds(5);
    private static final Duration FOR_THE_INDEX = Duration.ofSeconds(5);

    private final SubjectIndex index;
    private final RequestLog requests;
    private final Vertx vertx;
    private final Context context;
    private final Clock clock;
    private final Map<RunningCheck.Place, RunningCheck> running = new HashMap<>();
    private final Map<Digest, Poll> polls = new HashMap<>();

    Checks(SubjectIndex index, RequestLog requests, Vertx vertx, Clock clock) {
        this.index = index;
        this.requests = requests;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.clock = clock;
    }

    /**
     * What came of it at one location.
     *
     * @param reason a word for why the index has not caught up; absent where it has
     */
    record Answer(Location location, Optional<String> reason, Optional<Position> position) {
        static Answer failed(Location location, String reason) {
            return new Answer(location, Optional.of(reason), Optional.empty());
        }
    }

    /** The loop that asks the index about a subject. */
    private static final class Poll {
        private long pause = SHORTEST_PAUSE_MS;
    }

    /** Has a subject looked at again at a location; the answer is there after this time at the latest. */
    Future<Answer> ask(Digest subject, Location location, Duration wait) {
        Promise<Answer> answer = Promise.promise();
        context.runOnContext(begun -> join(new RunningCheck.Place(subject, location), answer, wait));
        return answer.future();
    }

    private void join(RunningCheck.Place place, Promise<Answer> waiter, Duration wait) {
        RunningCheck check = running.get(place);
        if (check == null && running.size() >= MOST) {
            waiter.complete(Answer.failed(place.location(), BUSY));
            return;
        }
        if (check == null) {
            check = begin(place, List.of());
        }
        check.add(waiter);
        long timer = vertx.setTimer(Math.max(1, wait.toMillis()), late -> {
            waiter.tryComplete(Answer.failed(place.location(), PENDING));
            leave(place, waiter);
        });
        waiter.future().onComplete(answered -> vertx.cancelTimer(timer));
    }

    /** What nobody waits for any more goes on without us. */
    private void leave(RunningCheck.Place place, Promise<Answer> waiter) {
        RunningCheck check = running.get(place);
        if (check != null && check.remove(waiter)) {
            running.remove(place);
        }
    }

    private RunningCheck begin(RunningCheck.Place place, List<Promise<Answer>> waiters) {
        RunningCheck check = new RunningCheck(place, waiters);
        running.put(place, check);
        vertx.setTimer(GATHERING_MS, gathered -> write(check));
        return check;
    }

    private void write(RunningCheck check) {
        check.written();
        RunningCheck.Place place = check.place();
        RefreshRequest request = RefreshRequest.of(place.location(), place.subject(), check.id(), clock.instant());
        Future.fromCompletionStage(requests.append(request), context)
                .timeout(FOR_THE_BROKER.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(kept -> {
                    check.acknowledged();
                    poll(place.subject());
                })
                .onFailure(failure -> unacknowledged(check, failure));
    }

    private void unacknowledged(RunningCheck check, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("registry", check.place().location().registry())
                .addKeyValue("repository", check.place().location().repository())
                .addKeyValue("subject", check.place().subject())
                .addKeyValue("error", failure)
                .log("a request to look again was not acknowledged; its sender is to repeat it");
        if (running.remove(check.place(), check)) {
            Answer answer = Answer.failed(check.place().location(), UNACKNOWLEDGED);
            check.takeWaiting().forEach(waiter -> waiter.tryComplete(answer));
            check.takeLater().forEach(waiter -> waiter.tryComplete(answer));
        }
    }

    private void poll(Digest subject) {
        Poll going = polls.get(subject);
        if (going != null) {
            going.pause = SHORTEST_PAUSE_MS;
            return;
        }
        Poll poll = new Poll();
        polls.put(subject, poll);
        look(subject, poll);
    }

    private void look(Digest subject, Poll poll) {
        List<RunningCheck> asked = running.values().stream()
                .filter(check ->
                        check.isAcknowledged() && check.place().subject().equals(subject))
                .limit(ChecksQuery.MOST)
                .toList();
        if (asked.isEmpty()) {
            polls.remove(subject);
            return;
        }
        // Each waiter was let through to the location that he is told of, and to no other.
        Ask ask = new Ask(Caller.ANYONE, clock.instant().plus(FOR_THE_INDEX), Optional.empty());
        ChecksQuery query = new ChecksQuery(
                subject, asked.stream().map(RunningCheck::requested).toList(), ask);
        Future.fromCompletionStage(index.checks(query), context)
                .onSuccess(found -> take(asked, found))
                .onFailure(failure -> LOG.atDebug()
                        .addKeyValue("subject", subject)
                        .addKeyValue("error", failure)
                        .log("the index cannot say now whether a look was taken"))
                .onComplete(answered -> {
                    vertx.setTimer(poll.pause, again -> look(subject, poll));
                    poll.pause = Math.min(LONGEST_PAUSE_MS, 2 * poll.pause);
                });
    }

    private void take(List<RunningCheck> asked, ChecksAnswer found) {
        Map<String, Check> byRequest = new HashMap<>();
        found.checks().forEach(check -> byRequest.put(check.request(), check));
        for (RunningCheck each : asked) {
            Check check = byRequest.get(each.id());
            if (check != null) {
                end(each, new Answer(each.place().location(), check.reason(), Optional.of(check.position())));
            }
        }
    }

    private void end(RunningCheck check, Answer answer) {
        if (!running.remove(check.place(), check)) {
            return;
        }
        check.takeWaiting().forEach(waiter -> waiter.tryComplete(answer));
        List<Promise<Answer>> later = check.takeLater();
        if (!later.isEmpty()) {
            begin(check.place(), later);
        }
    }
}
