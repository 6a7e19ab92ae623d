package dev.backref.faults.count;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Looks up known subjects one after the other, at a steady rate on threads side by side. How long one took is counted from
 * when it was due, so that one that waits behind a slow one is slow as well.
 */
public final class Lookups implements AutoCloseable {
    private static final int LANES = 8;
    private static final Duration PERIOD = Duration.ofMillis(40); // Of one lane: 200 a second of all.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Answers answers;
    private final List<Set<Edge>> subjects;
    private final ExecutorService threads = Executors.newFixedThreadPool(LANES);
    private final List<Future<List<Lookup>>> lanes = new ArrayList<>();
    private volatile boolean ended;

    /**
     * Begins.
     *
     * @param edges whose subjects are looked up; all of them stay until the end
     */
    public Lookups(Answers answers, Collection<Edge> edges) {
        this.answers = answers;
        Map<Answers.Subject, Set<Edge>> grouped =
                edges.stream().collect(Collectors.groupingBy(Answers.Subject::of, Collectors.toSet()));
        this.subjects = List.copyOf(grouped.values());
        for (int lane = 0; lane < LANES; lane++) {
            int own = lane;
            lanes.add(threads.submit(() -> follow(own)));
        }
    }

    /** Ends, and gives all lookups that were made. */
    public List<Lookup> end() throws InterruptedException {
        ended = true;
        threads.shutdown();
        if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("lookups do not end");
        }
        List<Lookup> all = new ArrayList<>();
        for (Future<List<Lookup>> lane : lanes) {
            all.addAll(done(lane));
        }
        return all;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static List<Lookup> done(Future<List<Lookup>> lane) throws InterruptedException {
        try {
            return lane.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("lookups ended early", failed.getCause());
        }
    }

    private List<Lookup> follow(int lane) throws InterruptedException {
        List<Lookup> done = new ArrayList<>();
        long due = System.nanoTime() + PERIOD.toNanos() * lane / LANES;
        for (int number = lane; !ended; number += LANES) {
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            done.add(lookUp(due, subjects.get(number % subjects.size())));
            due += PERIOD.toNanos();
        }
        return done;
    }

    private Lookup lookUp(long due, Set<Edge> expected) throws InterruptedException {
        Answers.Subject subject = Answers.Subject.of(expected.iterator().next());
        int status = 0;
        boolean byStandby = false;
        Set<Edge> found = Set.of();
        try {
            var answer = answers.ask(subject);
            status = answer.statusCode();
            byStandby = answer.headers().firstValue("Backref-Served-By").isPresent();
            found = status == Answers.OK ? Answers.read(subject, answer.body()) : found;
        } catch (UncheckedIOException none) {
            status = 0;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - due);
        return new Lookup(due, took, subject.toString(), expected, status, byStandby, found);
    }
}
