package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.RegistryEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that was reported or asked about a source since it was last answered.
 *
 * @param newest whatever it is; a request to look again never stands before another reason, nor a sweep before what names it
 * @param reported the newest that a webhook brought: it tells what to expect at the source
 * @param push the first push: what is found has it as its cause, however often the push is repeated
 * @param known whether all that is asked is if what the index knows of a manifest or a tag still holds
 * @param refreshes requests to look again, oldest first: whoever asked waits for an observation that has his as its cause
 * @param deleted whether a webhook told of a deletion, whatever came behind it
 * @param asked the newest question of the index, whether its answer is told yet or not; absent in rows from before it was kept
 */
record Causes(
        RegistryEvent newest,
        Optional<RegistryEvent> reported,
        Optional<RegistryEvent> push,
        boolean known,
        List<RegistryEvent> refreshes,
        Optional<Instant> asked,
        boolean deleted) {
    /** Each may cost one more observation, so the oldest are forgotten: who asked them has long ceased to wait. */
    private static final int MOST_REFRESHES = 4;

    Causes {
        refreshes = List.copyOf(refreshes);
    }

    static Causes of(RegistryEvent event) {
        Cause.Kind kind = event.cause().kind();
        return new Causes(
                event,
                kind.reported() ? Optional.of(event) : Optional.empty(),
                kind == Cause.Kind.PUSH ? Optional.of(event) : Optional.empty(),
                event.known(),
                kind == Cause.Kind.REFRESH ? List.of(event) : List.of(),
                Optional.of(event.asked()),
                kind == Cause.Kind.DELETE);
    }

    Causes and(Causes later) {
        return new Causes(
                outweighs(later) ? newest : later.newest,
                later.reported.or(() -> reported),
                push.or(() -> later.push),
                known && later.known,
                together(refreshes, later.refreshes),
                asked.flatMap(before -> later.asked.map(now -> newer(before, now))),
                deleted || later.deleted);
    }

    /** These, of which the look answers that question as well. */
    Causes answering(Instant question) {
        return new Causes(
                newest, reported, push, known, refreshes, asked.map(before -> newer(before, question)), deleted);
    }

    /** What was pushed or asked about has been found and told; what was deleted has not gone yet. */
    Causes withPresenceTold() {
        return new Causes(newest, reported, Optional.empty(), known, List.of(), asked, deleted && sayDeleted());
    }

    /** Whether a webhook waits for the answer, rather than the index alone. */
    boolean live() {
        return reported.isPresent();
    }

    /**
     * Whether only a sweep waits for the answer. What it waits for keeps it from its end, and takes nothing from what was
     * known before: that is no trouble of the location.
     */
    boolean onlySwept() {
        return newest.cause().kind() == Cause.Kind.SWEEP && reported.isEmpty();
    }

    /**
     * Whether all that is asked is if a manifest lives whose subject is gone, or a tag whose manifest is. Until that is known,
     * nothing lacks of what was known before.
     */
    boolean onlyDoubted() {
        return known && newest.cause().kind() == Cause.Kind.CASCADE && reported.isEmpty() && refreshes.isEmpty();
    }

    /** Whether nobody waits for the answer but callers who asked to look again: they are told why there is none. */
    boolean onlyAgain() {
        return isAgain() && reported.isEmpty();
    }

    /** Whether a caller who asked to look again waits for the answer. */
    boolean again() {
        return !refreshes.isEmpty();
    }

    /**
     * Whether the source is one that a sweep listed and the index has nothing of: what stands there will be asked for as
     * well. A webhook's tag is asked about only: the webhook has brought the manifest's digest beside it.
     */
    boolean sayNew() {
        return !known && onlySwept();
    }

    boolean sayPushed() {
        return lastReport(Cause.Kind.PUSH);
    }

    boolean sayDeleted() {
        return lastReport(Cause.Kind.DELETE);
    }

    /** Whether a deletion was reported that nobody saw, and behind it that something is there again. */
    boolean behindDeletion() {
        return deleted && !sayDeleted();
    }

    /** Whether a tag that points there is not, or no longer, what the newest report told of. */
    boolean contradictedBy(Digest found) {
        return reported.flatMap(RegistryEvent::expected)
                .filter(expected -> !expected.equals(found))
                .isPresent();
    }

    /** The cause of an observation that something is there. */
    RegistryEvent ofPresence() {
        return push.or(this::refresh).orElse(newest);
    }

    /** The cause of an observation that nothing is there. */
    RegistryEvent ofAbsence() {
        return reported.or(this::refresh).orElse(newest);
    }

    /** The requests to look again that an observation with that cause does not answer, and others must. */
    List<RegistryEvent> refreshesBeside(RegistryEvent answered) {
        return refreshes.stream()
                .filter(asked -> !asked.cause().equals(answered.cause()))
                .toList();
    }

    /** That nothing is learnt is trouble where something names the source; a sweep waits, and a caller can ask once more. */
    private boolean outweighs(Causes later) {
        Cause.Kind kind = newest.cause().kind();
        return switch (later.newest.cause().kind()) {
            case REFRESH -> kind != Cause.Kind.REFRESH;
            case SWEEP -> kind == Cause.Kind.NAMED_BY || kind == Cause.Kind.CASCADE;
            default -> false;
        };
    }

    private boolean isAgain() {
        return newest.cause().kind() == Cause.Kind.REFRESH;
    }

    private Optional<RegistryEvent> refresh() {
        return refreshes.stream().findFirst();
    }

    private static Instant newer(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static List<RegistryEvent> together(List<RegistryEvent> before, List<RegistryEvent> later) {
        Map<Cause, RegistryEvent> all = new LinkedHashMap<>();
        before.forEach(event -> all.put(event.cause(), event));
        later.forEach(event -> all.put(event.cause(), event));
        return all.values().stream()
                .skip(Math.max(0, all.size() - MOST_REFRESHES))
                .toList();
    }

    private boolean lastReport(Cause.Kind kind) {
        return reported.filter(event -> event.cause().kind() == kind).isPresent();
    }
}
