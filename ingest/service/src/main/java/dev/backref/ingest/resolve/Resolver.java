package dev.backref.ingest.resolve;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every source that a webhook or the index gives a reason to look at, and writes what it found.
 *
 * <p>A thread of its own does everything but the looks themselves. Whatever fails there, a broker that is away
 * included, it drops what it did not commit and begins again from the broker; only {@link #close} ends it.
 */
public final class Resolver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);
    /** Together they take an eighth of the smallest heap that Backref is started with, as measured. */
    private static final int MOST_PENDING = 50_000;

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration RECOVERED = Duration.ofMinutes(1);
    private static final Duration TO_STOP = Duration.ofSeconds(3);

    private final ResolverSettings settings;
    private final Session.Crew crew;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private Duration pause = SHORTEST_PAUSE;
    private long failedAt = System.nanoTime();

    /**
     * @param registries that are configured, no two with one name; the resolver does not close their clients
     * @param clock for the times of looks and retries
     */
    public Resolver(
            ResolverSettings settings, Collection<ConfiguredRegistry> registries, MeterRegistry meters, Clock clock) {
        this(settings, registries, meters, clock, MOST_PENDING);
    }

    /** @param mostPending sources at which something is left to do that may be held in memory */
    Resolver(
            ResolverSettings settings,
            Collection<ConfiguredRegistry> registries,
            MeterRegistry meters,
            Clock clock,
            int mostPending) {
        Roster roster = new Roster(registries, mostPending);
        BrokerProbe probe = new BrokerProbe(settings.cluster(), clock);
        this.settings = settings;
        this.crew = new Session.Crew(
                roster, new Looks(roster), new ResolverMeters(meters, roster, probe::lag), probe, new Health(), clock);
        this.thread = new Thread(this::live, "resolve");
        thread.setDaemon(true);
    }

    /** Begins to work, once. The broker need not be there yet. */
    public void start() {
        crew.health().restoring();
        crew.probe().start();
        thread.start();
    }

    public ResolverStatus status() {
        return crew.health().status(crew.probe());
    }

    /** Stops within a few seconds. Looks under way are forgotten; whoever starts next begins them again. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(TO_STOP.toMillis());
            abandon();
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        crew.probe().close();
    }

    /** Stops where it stands, in the middle of a transaction if need be. */
    void abandon() throws InterruptedException {
        stop.countDown();
        thread.interrupt();
        thread.join(TO_STOP.toMillis());
        if (thread.isAlive()) {
            LOG.error("the resolver's thread does not end");
        }
    }

    private void live() {
        try {
            while (!stopped()) {
                liveOnce();
            }
        } finally {
            crew.health().stopped();
        }
    }

    private void liveOnce() {
        try (Session session = new Session(settings, crew)) {
            session.run(this::stopped);
        } catch (InterruptException interrupted) {
            if (!stopped()) {
                failed(interrupted);
            }
        } catch (RuntimeException failure) { // Nothing is lost by any of them: what counts is on the broker.
            failed(failure);
        }
    }

    private void failed(RuntimeException failure) {
        Thread.interrupted();
        crew.meters().aborted();
        long now = System.nanoTime();
        pause = now - failedAt > RECOVERED.toNanos() ? SHORTEST_PAUSE : min(pause.multipliedBy(2), LONGEST_PAUSE);
        failedAt = now;
        crew.health().failed(String.valueOf(failure));
        LOG.atWarn()
                .setCause(failure)
                .addKeyValue("instance", settings.instance())
                .log("the resolver begins again from the broker");
        try {
            boolean toldToStop = stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            LOG.atDebug().addKeyValue("stopped", toldToStop).log("paused before beginning again");
        } catch (InterruptedException interrupted) {
            LOG.atDebug().log("interrupted while paused");
        }
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
