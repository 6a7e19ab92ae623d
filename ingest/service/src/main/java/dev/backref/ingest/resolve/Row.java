package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.ExaminationRequest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.sweep.SweepRow;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A value of {@code resolve-state}. The key of a repository is also the key of the source that is the repository as a
 * whole, so one row can say both.
 *
 * @param todo under a source's key: what is left to do there
 * @param gone under a location: when the repository was seen to be gone; what was in it is then gone without asking
 * @param heard under a registry's name: when its first webhook was worked off
 * @param behind under a registry's name: from where on its events are left in the log
 * @param known under a location: whether it must be remembered as one that was pushed to or listed
 * @param sweep under a registry's name: how far its sweeps have come
 * @param lost under a registry's name: when some of what it had left was deleted unread
 * @param webhooks under a registry's name: how they come, as it was told last
 * @param closed under a registry's name: when it was seen that nobody listens for its webhooks any more
 * @param examination under a registry's name: the last one that was asked for and has not ended
 */
record Row(
        Optional<Todo> todo,
        Optional<Instant> gone,
        Optional<Instant> heard,
        Map<Lane, Mark> behind,
        Optional<Instant> lost,
        boolean known,
        Optional<SweepRow> sweep,
        Optional<Hearing> webhooks,
        Optional<Instant> closed,
        Optional<ExaminationRequest> examination) {
    Row {
        behind = Map.copyOf(behind);
    }

    /** @param known whether the source is a repository that must be remembered */
    static Row ofSource(Optional<Todo> todo, Optional<Instant> gone, boolean known) {
        return new Row(
                todo,
                gone,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                known,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Row ofRegistry(RegistryWork work) {
        return new Row(
                Optional.empty(),
                Optional.empty(),
                work.webhooks().first(),
                work.backlog().marks(),
                work.backlog().lost(),
                false,
                Optional.of(work.sweeps().row()).filter(row -> !row.isEmpty()),
                work.webhooks().hearing(),
                work.webhooks().closed(),
                work.examinations().unanswered());
    }

    boolean isEmpty() {
        return todo.isEmpty()
                && gone.isEmpty()
                && heard.isEmpty()
                && behind.isEmpty()
                && lost.isEmpty()
                && !known
                && sweep.isEmpty()
                && webhooks.isEmpty()
                && closed.isEmpty()
                && examination.isEmpty();
    }

    /** The same of a registry that is configured no more, where its webhooks were listened for until now. */
    Optional<Row> closing(Instant now) {
        return Optional.of(this)
                .filter(row -> row.closed.isEmpty() && (row.heard.isPresent() || row.webhooks.isPresent()))
                .map(row -> new Row(
                        todo,
                        gone,
                        heard,
                        behind,
                        lost,
                        known,
                        sweep,
                        Optional.empty(),
                        Optional.of(now),
                        examination));
    }

    byte[] json() {
        return Json.write(this);
    }
}
