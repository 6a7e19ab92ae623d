package dev.backref.ingest.resolve;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The order in which one registry's sources are looked at: first those that a webhook waits for, then those that a caller
 * asked about again, then those that the index wants, each in the order in which they became due.
 */
final class LookQueue {
    private record Waiting(Task task, Instant due, long number) {}

    private record Unanswered(Task task, Instant since) {}

    private final List<Set<Task>> ready = List.of(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    private final TreeSet<Waiting> waiting =
            new TreeSet<>(Comparator.comparing(Waiting::due).thenComparing(Waiting::number));
    private final Map<Task, Waiting> places = new HashMap<>();
    private final Queue<Unanswered> unanswered = new PriorityQueue<>(Comparator.comparing(Unanswered::since));
    private long number;

    /** Puts a task in its place, or in another one when what it waits for has changed. */
    void put(Task task, Instant now) {
        if (task.todo().due().isAfter(now)) {
            remove(task);
            Waiting place = new Waiting(task, task.todo().due(), number++);
            places.put(task, place);
            waiting.add(place);
        } else if (!among(task).contains(task)) {
            remove(task);
            makeReady(task);
        }
    }

    /** Remembers that a webhook waits for an answer from then on: its first, or that of a look that is due then. */
    void watch(Task task, Instant since) {
        unanswered.add(new Unanswered(task, since));
    }

    /** A webhook whose answer is doubted waits for the next one: that the registry allows no look by then must show. */
    void awaitAgain(Task task) {
        if (task.todo().causes().live() && task.todo().trouble().isEmpty()) {
            task.awaitAgain();
            watch(task, task.todo().due());
        }
    }

    /** The next webhook that has waited too long for an answer; each wait is told once. */
    Optional<Task> unansweredSince(Instant then, Predicate<Task> stillOpen) {
        while (!unanswered.isEmpty() && !unanswered.element().since().isAfter(then)) {
            Task task = unanswered.remove().task();
            if (stillOpen.test(task)) {
                return Optional.of(task);
            }
        }
        return Optional.empty();
    }

    /** Takes the task to look at next, if one is due. */
    Optional<Task> take(Instant now) {
        promote(now);
        for (Set<Task> some : ready) {
            Iterator<Task> first = some.iterator();
            if (first.hasNext()) {
                Task task = first.next();
                first.remove();
                return Optional.of(task);
            }
        }
        return Optional.empty();
    }

    /** Whether a task is due now. */
    boolean hasDue(Instant now) {
        promote(now);
        return ready.stream().anyMatch(some -> !some.isEmpty());
    }

    /** When the next task becomes due that is not due yet. */
    Optional<Instant> nextDue() {
        return waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(waiting.first().due());
    }

    /** The tasks that are not due yet, in the order in which they will be. */
    List<Task> waiting() {
        return waiting.stream().map(Waiting::task).toList();
    }

    private void promote(Instant now) {
        while (!waiting.isEmpty() && !waiting.first().due().isAfter(now)) {
            makeReady(waiting.first().task());
        }
    }

    private void makeReady(Task task) {
        remove(task);
        among(task).add(task);
    }

    /** Those among which it is looked at. */
    private Set<Task> among(Task task) {
        Causes causes = task.todo().causes();
        return ready.get(causes.live() ? 0 : causes.again() ? 1 : 2);
    }

    private void remove(Task task) {
        ready.forEach(some -> some.remove(task));
        Waiting place = places.remove(task);
        if (place != null) {
            waiting.remove(place);
        }
    }
}
