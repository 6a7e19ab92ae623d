package dev.backref.faults.load;

import dev.backref.faults.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Carries out steps at a steady rate, on lanes side by side. What is done to one manifest stays on one lane, and so in
 * order.
 */
public final class Load implements AutoCloseable {
    private static final int LANES = 8;

    private final RegistryClient registry;
    private final double perSecond;
    private final ExecutorService threads = Executors.newFixedThreadPool(LANES, Load::daemon);

    public Load(RegistryClient registry, double perSecond) {
        this.registry = registry;
        this.perSecond = perSecond;
    }

    /** Begins; step {@code n} is due {@code n / perSecond} seconds from now. */
    public Running begin(List<Step> steps) {
        long begun = System.nanoTime();
        List<Future<Long>> lanes = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            int own = lane;
            lanes.add(threads.submit(() -> carryOut(steps, own, begun)));
        }
        return new Running(steps, begun, lanes);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Steps that are being carried out. */
    public record Running(List<Step> steps, long begun, List<Future<Long>> lanes) {
        /**
         * Waits until all are done.
         *
         * @throws IllegalStateException when the registry refused one: then the plan was not carried out
         */
        public Done join() throws InterruptedException {
            long end = begun;
            for (Future<Long> lane : lanes) {
                try {
                    end = Math.max(end, lane.get());
                } catch (ExecutionException failed) {
                    throw new IllegalStateException("the plan was not carried out", failed.getCause());
                }
            }
            int deletes = (int) steps.stream()
                    .filter(step -> step.kind() == Step.Kind.DELETE)
                    .count();
            return new Done(steps.size() - deletes, deletes, Duration.ofNanos(end - begun));
        }
    }

    /** What was done, all of it with success. */
    public record Done(int pushes, int deletes, Duration took) {
        /** Pushes and deletes in a second. */
        public double perSecond() {
            return (pushes + deletes) * 1e9 / took.toNanos();
        }
    }

    /** Gives the time at which the lane was done. */
    private long carryOut(List<Step> steps, int lane, long begun) throws InterruptedException {
        for (int number = 0; number < steps.size(); number++) {
            Step step = steps.get(number);
            if (step.manifest().number() % LANES == lane) {
                long due = begun + (long) (number * 1e9 / perSecond);
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                carryOut(step);
            }
        }
        return System.nanoTime();
    }

    private void carryOut(Step step) throws InterruptedException {
        switch (step.kind()) {
            case PUSH -> registry.push(step.manifest());
            case PUSH_AGAIN -> registry.pushAgain(step.manifest());
            case DELETE -> registry.delete(step.manifest());
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "load");
        thread.setDaemon(true);
        return thread;
    }
}
