package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Source;
import dev.backref.ingest.examine.Examiner;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.Registry;
import dev.backref.ingest.registry.RegistrySettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry that answers what a test says, or nothing until the test lets it. */
final class FakeRegistry implements Registry {
    /** Every source that was looked at, in order. */
    final List<Source> looks = new CopyOnWriteArrayList<>();

    private final String name;
    private final RegistrySettings.Budget budget;
    private final Map<Source, Look> answers = new ConcurrentHashMap<>();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    /** What the registry says of its budget. */
    volatile Optional<Duration> opensIn = Optional.of(Duration.ZERO);

    private volatile boolean holding;

    /** What it lists. */
    final FakeLister lister = new FakeLister();

    /** How many take it for theirs to ask. */
    final AtomicInteger owners = new AtomicInteger();

    /** What is found when it is examined. */
    volatile Examiner examiner = known -> Future.succeededFuture(List.of());

    FakeRegistry(String name) {
        this(name, RegistrySettings.Budget.DEFAULT);
    }

    FakeRegistry(String name, RegistrySettings.Budget budget) {
        this.name = name;
        this.budget = budget;
    }

    ConfiguredRegistry configured() {
        return new ConfiguredRegistry(Samples.registry(name, budget), this, lister, examiner);
    }

    void answers(Source source, Look look) {
        answers.put(source, look);
    }

    /** From now on no look ends. */
    void hold() {
        holding = true;
    }

    /** Ends the looks that were held, and holds none any more. */
    void release() {
        holding = false;
        Runnable next = held.poll();
        while (next != null) {
            next.run();
            next = held.poll();
        }
    }

    @Override
    public Optional<Duration> opensIn() {
        return opensIn;
    }

    @Override
    public void takeOver() {
        owners.incrementAndGet();
    }

    @Override
    public void giveUp() {
        owners.decrementAndGet();
    }

    /** Manifests that were only asked about. */
    final List<Source> confirms = new CopyOnWriteArrayList<>();

    @Override
    public Future<Look> confirm(Source.Manifest source) {
        confirms.add(source);
        Look look = answers.getOrDefault(source, new Look.Gone());
        return Future.succeededFuture(look instanceof Look.Found ? new Look.Present() : look);
    }

    /** Tags that were fetched with what stands there. */
    final List<Source> fetches = new CopyOnWriteArrayList<>();

    @Override
    public Future<Look> fetch(Source.Tag source) {
        fetches.add(source);
        Look look = answers.getOrDefault(source, new Look.Gone());
        if (look instanceof Look.PointsTo tag
                && answers.get(new Source.Manifest(source.location(), tag.digest())) instanceof Look.Found found) {
            look = new Look.Tagged(tag.digest(), found);
        }
        return Future.succeededFuture(look);
    }

    @Override
    public Future<Look> look(Source source) {
        looks.add(source);
        Promise<Look> promise = Promise.promise();
        Runnable end = () -> promise.complete(answers.getOrDefault(source, new Look.Gone()));
        if (holding) {
            held.add(end);
        } else {
            end.run();
        }
        return promise.future();
    }
}
