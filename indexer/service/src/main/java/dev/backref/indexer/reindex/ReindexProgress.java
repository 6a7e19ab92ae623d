package dev.backref.indexer.reindex;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** How much this process has still to derive anew. The threads that apply copies tell it, any may ask. */
public final class ReindexProgress {
    private final Map<Integer, Share> partitions = new ConcurrentHashMap<>();
    private volatile String last = "";

    /** Of one partition: the run, what it had to do there when this process first heard of it, and what is left. */
    private record Share(String run, long all, long left) {}

    /** Shows it. */
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("backref.index.reindex.left", () -> left())
                .description("Offsets of observations that a reindex under way has still to come to in this process")
                .register(meters);
    }

    /** A copy was applied, or came too late to be. */
    public void applied(int partition, Copy copy) {
        String run = copy.observation().cause().id();
        last = run;
        partitions.compute(partition, (key, before) -> {
            boolean goesOn = before != null && before.run().equals(run);
            return new Share(run, goesOn ? before.all() : copy.left() + 1, copy.left());
        });
    }

    /** Another process goes on with it. */
    public void forget(int partition) {
        partitions.remove(partition);
    }

    /** For a human; absent where nothing is left. */
    public Optional<String> now() {
        long left = left();
        long all = ofLast().mapToLong(Share::all).sum();
        return left == 0
                ? Optional.empty()
                : Optional.of("a reindex has come to " + (all - left) + " of " + all + " offsets of observations");
    }

    private long left() {
        return ofLast().mapToLong(Share::left).sum();
    }

    /** Of the run of which was heard last: one that was stopped is not gone on with. */
    private Stream<Share> ofLast() {
        String run = last;
        return partitions.values().stream().filter(share -> share.run().equals(run));
    }
}
