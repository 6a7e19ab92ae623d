package dev.backref.ingest.receive;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which topics a consumer keeps to: those that are there and may be read. A topic is the user's to make, and its broker's to let
 * be read; Kafka's client waits for one that is not there in silence, and reads none where it may not read one.
 */
final class IntakeTopics {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeTopics.class);
    private static final Duration TO_ANSWER = Duration.ofSeconds(3);
    private static final Duration BETWEEN_SEARCHES = Duration.ofSeconds(5);

    /** To try again moves the partitions of all nodes. */
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Set<String> all;
    private final Set<String> kept = new TreeSet<>();
    private final Map<String, String> missing = new TreeMap<>();
    private final Map<String, Long> refusedAt = new HashMap<>();
    private long searchedAt = System.nanoTime() - BETWEEN_SEARCHES.toNanos();

    IntakeTopics(Consumer<byte[], byte[]> consumer, Set<String> all) {
        this.consumer = consumer;
        this.all = all;
    }

    /** Whether it keeps to this one. */
    boolean contains(String topic) {
        return kept.contains(topic);
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    /** Those that are waited for, each with the reason. */
    Map<String, String> missing() {
        return missing;
    }

    /** Searches them where it is time to, and keeps to those that it finds. */
    void search() {
        long now = System.nanoTime();
        if (now - searchedAt < BETWEEN_SEARCHES.toNanos()) {
            return;
        }
        searchedAt = now;
        refusedAt.values().removeIf(at -> now - at >= AFTER_REFUSAL.toNanos());
        Set<String> found = new TreeSet<>();
        for (String topic : all) {
            if (!refusedAt.containsKey(topic) && isThere(topic)) {
                found.add(topic);
            }
        }
        keepTo(found);
    }

    private boolean isThere(String topic) {
        try {
            if (!consumer.partitionsFor(topic, TO_ANSWER).isEmpty()) {
                missing.remove(topic);
                return true;
            }
            missing(topic, "is not there");
        } catch (TopicAuthorizationException refused) {
            missing(topic, why(refused));
        }
        return false;
    }

    /**
     * Leaves out those that may not be read, for a while.
     *
     * @throws TopicAuthorizationException where it is about none of these topics
     */
    void leaveOut(TopicAuthorizationException refused) {
        Set<String> named = new HashSet<>(refused.unauthorizedTopics());
        named.retainAll(all);
        if (named.isEmpty()) {
            throw refused;
        }
        for (String topic : named) {
            refusedAt.put(topic, System.nanoTime());
            missing(topic, why(refused));
        }
        Set<String> others = new TreeSet<>(kept);
        others.removeAll(named);
        keepTo(others);
    }

    private void keepTo(Set<String> topics) {
        if (topics.equals(kept)) {
            return;
        }
        kept.clear();
        kept.addAll(topics);
        if (topics.isEmpty()) {
            consumer.unsubscribe();
        } else {
            consumer.subscribe(topics);
        }
    }

    private void missing(String topic, String why) {
        missing.put(topic, why);
        LOG.atWarn()
                .addKeyValue("topic", topic)
                .addKeyValue("error", why)
                .log("an intake topic cannot be read; it is waited for");
    }

    private static String why(TopicAuthorizationException refused) {
        return "may not be read: " + refused.getMessage();
    }
}
