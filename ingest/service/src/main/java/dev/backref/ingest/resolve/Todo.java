package dev.backref.ingest.resolve;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backref.ingest.contract.Digest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is left to do at a source, as it is kept in {@code resolve-state}.
 *
 * @param due when to look next
 * @param failures in a row that told nothing
 * @param doubts by the {@linkplain Doubt#word() word} of each kind, how many answers of it are not believed yet, since the
 *     last report; what makes no sense also since the last answer that did. By words, so that a version that does not know
 *     one of them can read the others
 * @param shown what has been written since the last reason to look: a manifest's own digest, or that to which a tag points
 * @param trouble what was signalled, and must be ended by a signal
 */
record Todo(
        Causes causes,
        Instant due,
        int failures,

        @JsonProperty("doubtsOf") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, Integer> doubts,

        Optional<Digest> shown,
        Optional<Trouble> trouble) {
    Todo {
        doubts = Map.copyOf(doubts);
    }

    static Todo at(Causes causes, Instant due) {
        return new Todo(causes, due, 0, Map.of(), Optional.empty(), Optional.empty());
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
            return new Todo(all, sooner, failures, Map.of(), Optional.empty(), trouble);
        }
        Instant then = later.again() && failures > 0 ? sooner : due;
        return new Todo(all, then, failures, doubts, Optional.empty(), trouble);
    }

    /** The same, with a question that the look under way answers as well, also by what has been written already. */
    Todo answering(Instant question) {
        return new Todo(causes.answering(question), due, failures, doubts, Optional.empty(), trouble);
    }

    /** How many answers have been doubted for that reason. */
    int doubts(Doubt doubt) {
        return doubts.getOrDefault(doubt.word(), 0);
    }

    /** What was told is not believed yet; look again then. */
    Todo doubt(Doubt doubt, Instant then) {
        Map<String, Integer> counted = new HashMap<>(doubt.senseless() ? doubts : sensible());
        counted.merge(doubt.word(), 1, Integer::sum);
        return new Todo(causes, then, doubt.senseless() ? failures + 1 : 0, counted, shown, trouble);
    }

    /** What was told was true when the look began, and may no longer be; look again then. */
    Todo overtaken(Instant then) {
        return new Todo(causes, then, 0, sensible(), shown, trouble);
    }

    /** Nothing was learnt; look again then. */
    Todo retry(Instant then) {
        return new Todo(causes, then, failures + 1, doubts, shown, trouble);
    }

    /** Whether the last look failed as all do while a registry is away. */
    boolean failedUnanswered() {
        return failures > 0
                && (causes.onlySwept()
                        || trouble.filter(told -> Absence.isUnanswered(told.reason()))
                                .isPresent());
    }

    /** Whether whoever waits does so in vain, for now. */
    boolean lasts() {
        return Patience.lasts(failures);
    }

    /** What kept a look from telling anything may be over: look again then, if that is sooner. */
    Todo sooner(Instant then) {
        return new Todo(causes, due.isBefore(then) ? due : then, failures, doubts, shown, trouble);
    }

    /** What is there has been written, and with it the end of all trouble. */
    Todo afterShowing(Optional<Digest> what) {
        return new Todo(causes.withPresenceTold(), due, failures, doubts, what, Optional.empty());
    }

    /** Something was signalled that a look must end, unless there was already. */
    Todo troubled(Trouble told) {
        return trouble.isPresent() ? this : signalled(told);
    }

    Todo signalled(Trouble now) {
        return new Todo(causes, due, failures, doubts, shown, Optional.of(now));
    }

    /** What is left of the doubts behind an answer that makes sense. */
    private Map<String, Integer> sensible() {
        Map<String, Integer> left = new HashMap<>(doubts);
        Arrays.stream(Doubt.values()).filter(Doubt::senseless).map(Doubt::word).forEach(left::remove);
        return left;
    }
}
