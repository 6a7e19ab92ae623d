package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.ListedReferrers;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.RegistryRefusal;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What follows from the answer to a look: what is written, and what is left to do at the source, which is nothing when
 * the answer is believed. An observation's time is that at which the look began: what it shows is not older.
 */
record Answers(RandomGenerator random) {
    Optional<Todo> apply(Attempt attempt, Look look, Instant now, Batch out) {
        Todo todo = attempt.task().todo();
        if (attempt.task().source() instanceof Source.Referrers source
                && (look instanceof Look.Lists || look instanceof Look.Gone)) {
            List<Digest> referrers = look instanceof Look.Lists list ? list.referrers() : List.of();
            tell(source, referrers, attempt, out);
            return Optional.empty();
        }
        Optional<Look.Later> failure = failure(look);
        if (failure.isPresent() && todo.causes().onlyAgain() && !hasTrouble(attempt)) {
            unanswered(attempt, look, failure.get(), out);
            return Optional.empty();
        }
        if (look instanceof Look.Later later) {
            Duration wait = longer(Patience.backoff(todo.failures(), random), later.retryAfter());
            return Optional.of(signalled(attempt, todo.retry(now.plus(wait)), later, out));
        }
        if (look instanceof Look.Doubtful doubtful) {
            return doubtful(attempt, doubtful, now, out);
        }
        if (look instanceof Look.Refused refused) {
            return refused(attempt, refused.reason().word(), refused.detail(), out);
        }
        return look instanceof Look.Gone ? gone(attempt, now, out) : present(attempt, look, now, out);
    }

    /** Why a look told nothing. */
    private static Optional<Look.Later> failure(Look look) {
        if (look instanceof Look.Doubtful doubtful) {
            return Optional.of(new Look.Later(doubtful.reason(), doubtful.detail(), doubtful.retryAfter()));
        }
        if (look instanceof Look.Refused refused) {
            return Optional.of(new Look.Later(refused.reason(), refused.detail(), Optional.empty()));
        }
        return look instanceof Look.Later later ? Optional.of(later) : Optional.empty();
    }

    private static boolean hasTrouble(Attempt attempt) {
        return attempt.task().todo().trouble().isPresent()
                || attempt.task().open().isPresent();
    }

    /**
     * Tells whoever asked to look again that there is no answer: he can ask once more, and nobody else waits. A registry
     * that refuses to list what refers to a subject, with whatever status but 403, has no such list.
     */
    private static void unanswered(Attempt attempt, Look look, Look.Later why, Batch out) {
        boolean noSuchApi = look instanceof Look.Doubtful refusal
                && refusal.status() > 0
                && refusal.reason() != LookFailure.UNAUTHORIZED;
        if (attempt.task().source() instanceof Source.Referrers source && noSuchApi) {
            tell(source, List.of(), attempt, out);
        } else {
            signalUnanswered(attempt, why, false, out);
        }
    }

    private static void signalUnanswered(Attempt attempt, Look.Later why, boolean triedAgain, Batch out) {
        out.signal(new LocationSignal.Unanswered(
                attempt.task().source(),
                why.reason().word(),
                why.detail(),
                triedAgain,
                attempt.started(),
                attempt.answers()));
    }

    /** Tells what a registry lists for a subject; a registry that has no such list has nothing in it. */
    private static void tell(Source.Referrers source, List<Digest> referrers, Attempt attempt, Batch out) {
        Cause why = attempt.task().todo().causes().newest().cause();
        int from = 0;
        boolean last;
        do {
            int to = Math.min(referrers.size(), from + ListedReferrers.MOST);
            last = to == referrers.size();
            out.signal(new ListedReferrers(
                    source, referrers.subList(from, to), why, last, attempt.started(), attempt.answers()));
            from = to;
        } while (!last);
        endTrouble(attempt, out);
    }

    /** Signals trouble, unless that is known, nothing about it has changed, and nobody has asked again since. */
    static Todo signalled(Source source, Todo todo, LocationSignal.Unresolved news, Batch out) {
        boolean known = todo.trouble()
                .filter(trouble -> trouble.reason().equals(news.reason()))
                .filter(trouble -> news.at().isBefore(trouble.at().plus(Patience.BETWEEN_SIGNALS)))
                .isPresent();
        if (known && !todo.causes().again()) {
            return todo;
        }
        Instant since = todo.trouble().map(Trouble::since).orElse(news.since());
        out.signal(new LocationSignal.Unresolved(source, news.reason(), news.detail(), since, news.at()));
        return todo.signalled(new Trouble(since, news.reason(), news.at()));
    }

    private Optional<Todo> doubtful(Attempt attempt, Look.Doubtful look, Instant now, Batch out) {
        Todo todo = attempt.task().todo();
        Doubt doubt = doubt(attempt.task(), look);
        Optional<Duration> backoff = Patience.doubt(doubt, todo.doubts(doubt), random);
        if (backoff.isEmpty()) {
            String reason = look.status() > 0
                    ? RegistryRefusal.reason(look.status())
                    : look.reason().word();
            return refused(attempt, reason, look.detail(), out);
        }
        Duration wait = longer(backoff.get(), look.retryAfter());
        Look.Later later = new Look.Later(look.reason(), look.detail(), look.retryAfter());
        return Optional.of(signalled(attempt, todo.doubt(doubt, now.plus(wait)), later, out));
    }

    private static Doubt doubt(Task task, Look.Doubtful look) {
        if (look.reason() == LookFailure.DIGEST_MISMATCH) {
            return Doubt.BYTES;
        }
        if (task.source() instanceof Source.Referrers && look.status() > 0) {
            return Doubt.API;
        }
        return task.todo().causes().onlyDoubted() ? Doubt.CASCADE : Doubt.ANSWER;
    }

    private static Optional<Todo> refused(Attempt attempt, String reason, String detail, Batch out) {
        Causes causes = attempt.task().todo().causes();
        new Refused(reason, detail, attempt.started()).refuse(causes.ofPresence(), attempt.answers(), out);
        // That the source was rejected would otherwise end what the look has not seen.
        attempt.task()
                .open()
                .ifPresent(open -> out.signal(Trouble.waiting(attempt.task().source(), open)));
        return Optional.empty();
    }

    private static Todo signalled(Attempt attempt, Todo next, Look.Later why, Batch out) {
        if (next.lasts()) { // Whatever it was asked for: a sweep can wait for it too, and the index knows whether one
            // does.
            out.signal(new LocationSignal.HeldUp(
                    attempt.task().source(), why.reason().word(), why.detail(), attempt.started()));
        }
        if (next.causes().onlyDoubted()) {
            return next;
        }
        if (next.causes().onlySwept()) {
            if (next.causes().again()) {
                signalUnanswered(attempt, why, true, out);
            }
            return next;
        }
        Source source = attempt.task().source();
        Instant at = attempt.started();
        return signalled(
                source, next, new LocationSignal.Unresolved(source, why.reason().word(), why.detail(), at, at), out);
    }

    private static Duration longer(Duration backoff, Optional<Duration> asked) {
        return asked.filter(wait -> wait.compareTo(backoff) > 0).orElse(backoff);
    }

    private Optional<Todo> gone(Attempt attempt, Instant now, Batch out) {
        Task task = attempt.task();
        Todo todo = task.todo();
        if (task.overtaken()) {
            return Optional.of(todo.overtaken(now));
        }
        Optional<Todo> again = todo.causes().sayPushed() ? lookAgain(todo, Doubt.MISSING, now) : Optional.empty();
        if (again.isEmpty()) {
            observe(attempt, new Observation.Gone(), todo.causes().ofAbsence(), out);
            endTrouble(attempt, out);
        }
        return again;
    }

    private Optional<Todo> present(Attempt attempt, Look look, Instant now, Batch out) {
        Todo todo = attempt.task().todo();
        Optional<Digest> found = show(attempt, look, out);
        if (look instanceof Look.Present) { // There is nothing to observe, and somebody may wait for the answer.
            out.signal(new LocationSignal.Confirmed(attempt.task().source(), attempt.started(), attempt.answers()));
        }
        endTrouble(attempt, out);
        if (todo.causes().sayDeleted()) {
            Optional<Todo> again = lookAgain(todo.afterShowing(found), Doubt.LINGERING, now);
            if (again.isEmpty() && attempt.task().source() instanceof Source.Manifest) {
                // It was gone before it was pushed, or not at all: what went with it is asked for.
                finding(attempt, look)
                        .map(there -> observation(attempt, there, todo.causes().ofAbsence()))
                        .ifPresent(last -> out.observe(last.behindDeletion(true)));
            }
            return again;
        }
        return look instanceof Look.PointsTo tag && todo.causes().contradictedBy(tag.digest())
                ? lookAgain(todo.afterShowing(found), Doubt.ELSEWHERE, now)
                : Optional.empty();
    }

    /** Whether what contradicts a report is looked at again; empty when it is to be believed. */
    private Optional<Todo> lookAgain(Todo todo, Doubt doubt, Instant now) {
        return Patience.doubt(doubt, todo.doubts(doubt), random).map(wait -> todo.doubt(doubt, now.plus(wait)));
    }

    /** Writes what is there, unless just that is written already; gives its digest, which a repository has not. */
    private static Optional<Digest> show(Attempt attempt, Look look, Batch out) {
        Task task = attempt.task();
        Optional<Digest> found = digest(task.source(), look);
        if (!found.equals(task.todo().shown())) {
            finding(attempt, look)
                    .ifPresent(there ->
                            observe(attempt, there, task.todo().causes().ofPresence(), out));
        }
        return found;
    }

    private static Optional<Digest> digest(Source source, Look look) {
        if (look instanceof Look.PointsTo tag) {
            return Optional.of(tag.digest());
        }
        return look instanceof Look.Found && source instanceof Source.Manifest manifest
                ? Optional.of(manifest.digest())
                : Optional.empty();
    }

    private static Optional<Observation.Finding> finding(Attempt attempt, Look look) {
        if (look instanceof Look.PointsTo tag) {
            return Optional.of(new Observation.PointsTo(tag.digest()));
        }
        return look instanceof Look.Found manifest && attempt.task().source() instanceof Source.Manifest
                ? Optional.of(new Observation.Manifest(manifest.content(), manifest.mediaType(), manifest.payloads()))
                : Optional.empty();
    }

    /** Writes what was found, and once more for whoever asked for a look of which a webhook is the cause. */
    private static void observe(Attempt attempt, Observation.Finding finding, RegistryEvent why, Batch out) {
        Causes causes = attempt.task().todo().causes();
        out.observe(observation(attempt, finding, why).behindDeletion(causes.behindDeletion()));
        causes.refreshesBeside(why).forEach(asked -> out.observe(observation(attempt, finding, asked)));
    }

    private static Observation observation(Attempt attempt, Observation.Finding finding, RegistryEvent why) {
        return Observation.of(attempt.task().source(), finding, attempt.started(), why)
                .answering(attempt.answers());
    }

    private static void endTrouble(Attempt attempt, Batch out) {
        Task task = attempt.task();
        boolean told = task.todo().trouble().isPresent()
                || attempt.work().backlog().lost().isPresent();
        if (told && task.open().isEmpty()) {
            out.signal(new LocationSignal.Resolved(attempt.task().source(), attempt.started()));
        }
    }
}
