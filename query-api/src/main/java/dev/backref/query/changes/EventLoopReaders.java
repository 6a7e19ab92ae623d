package dev.backref.query.changes;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The readers of one event loop: woken together, by one task however many they are and however many events came. */
final class EventLoopReaders {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoopReaders.class);

    private final Context loop;
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicInteger size = new AtomicInteger();

    EventLoopReaders(Vertx vertx, Context loop, Duration heartbeat) {
        this.loop = loop;
        vertx.setPeriodic(heartbeat.toMillis(), timer -> each(Subscription::heartbeat));
    }

    /** On the event loop. */
    void add(Subscription subscription) {
        subscriptions.add(subscription);
        size.set(subscriptions.size());
    }

    /** On the event loop. */
    void remove(Subscription subscription) {
        subscription.end();
        subscriptions.remove(subscription);
        size.set(subscriptions.size());
    }

    int size() {
        return size.get();
    }

    /** On any thread. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            loop.runOnContext(now -> {
                woken.set(false);
                each(Subscription::wake);
            });
        }
    }

    /** On any thread. */
    void hangUp() {
        loop.runOnContext(now -> each(Subscription::hangUp));
    }

    /** One that cannot go on ends alone, and its client resumes: those behind it wait for the same events. */
    private void each(Consumer<Subscription> step) {
        for (Subscription each : List.copyOf(subscriptions)) { // One that ends removes itself.
            try {
                step.accept(each);
            } catch (RuntimeException | StackOverflowError failed) {
                LOG.error("a reader of the feed failed, and is ended", failed);
                each.failSoon();
            }
        }
    }
}
