package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * What is left to do at a source, as it is kept in {@code resolve-state}.
 *
 * @param due when to look next
 * @param failures in a row that told nothing
 * @param doubts answers that made no sense, since the last report or the last that did
 * @param rechecks looks that told something which is not yet believed
 * @param shown what has been written since the last reason to look: a manifest's own digest, or that to which a tag points
 * @param trouble what was signalled, and must be ended by a signal
 */
record Todo(
        Causes causes,
        Instant due,
        int failures,
        int doubts,
        int rechecks,
        Optional<Digest> shown,
        Optional<Trouble> trouble) {
    static Todo at(Causes causes, Instant due) {
        return new Todo(causes, due, 0, 0, 0, Optional.empty(), Optional.empty());
    }

    /**
     * Something more was reported or asked before the next look: whoever did waits for an observation, also of what has
     * been written already. A report begins the series of looks anew. It never
     * brings a look forward to less than the shortest wait after a failure: a registry in trouble repeats its reports. Nor
     * does a caller who waits, and what is not believed yet is looked at for him no sooner.
     */
    Todo more(Causes later, Instant now) {
        Causes all = causes.and(later);
        Instant soon = failures == 0 ? now : now.plus(Patience.FIRST_BACKOFF);
        Instant sooner = due.isBefore(soon) ? due : soon;
        if (later.live()) {
            return new Todo(all, sooner, failures, 0, 0, Optional.empty(), trouble);
        }
        Instant then = later.again() && failures > 0 ? sooner : due;
        return new Todo(all, then, failures, doubts, rechecks, Optional.empty(), trouble);
    }

    /** What was found is not believed yet; look again then. */
    Todo recheck(Instant then) {
        return new Todo(causes, then, 0, 0, rechecks + 1, shown, trouble);
    }

    /** Nothing was learnt; look again then. */
    Todo retry(Instant then) {
        return new Todo(causes, then, failures + 1, doubts, rechecks, shown, trouble);
    }

    /** Whether the last look failed as all do while a registry is away. */
    boolean failedUnanswered() {
        return failures > 0
                && (causes.onlySwept()
                        || trouble.filter(told -> Absence.isUnanswered(told.reason()))
                                .isPresent());
    }

    /** Whether a sweep waits in vain, for now. */
    boolean holdsUp() {
        return causes.onlySwept() && Patience.lasts(failures);
    }

    /** What kept a look from telling anything may be over: look again then, if that is sooner. */
    Todo sooner(Instant then) {
        return new Todo(causes, due.isBefore(then) ? due : then, failures, doubts, rechecks, shown, trouble);
    }

    /** What came made no sense, which may pass; look again then. */
    Todo doubt(Instant then) {
        return new Todo(causes, then, failures + 1, doubts + 1, rechecks, shown, trouble);
    }

    /** What is there has been written, and with it the end of all trouble. */
    Todo afterShowing(Optional<Digest> what) {
        return new Todo(causes.withPresenceTold(), due, failures, doubts, rechecks, what, Optional.empty());
    }

    /** Something was signalled that a look must end, unless there was already. */
    Todo troubled(Trouble told) {
        return trouble.isPresent() ? this : signalled(told);
    }

    Todo signalled(Trouble now) {
        return new Todo(causes, due, failures, doubts, rechecks, shown, Optional.of(now));
    }
}
