package dev.backref.query.changes;

import dev.backref.indexer.contract.IndexTopics;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.requirement.Arrivals;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Changes as the feed takes them from its topic, by subject: each is looked up once, however many follow. Beside a
 * subscription it has no cursor and no caller, because it tells that something changed and never what.
 */
public final class FeedArrivals implements Arrivals {
    private static final int BATCH = 500;

    private final Supplier<Ring> ring;
    private final Supplier<FeedStatus> status;
    private final ToIntFunction<Digest> partitions;
    private final Map<Digest, Set<Following>> bySubject = new HashMap<>();
    private final Map<Integer, Position> newest = new HashMap<>();
    private long number;

    public FeedArrivals(ChangeFeed feed) {
        this(feed::ring, feed::status, manifest -> feed.cluster().partition(IndexTopics.CHANGES, manifest.toString()));
        feed.onEvents(this::take);
    }

    /**
     * @param partitions where changes of a manifest are
     */
    FeedArrivals(Supplier<Ring> ring, Supplier<FeedStatus> status, ToIntFunction<Digest> partitions) {
        this.ring = ring;
        this.status = status;
        this.partitions = partitions;
    }

    @Override
    public Optional<String> trouble() {
        FeedStatus now = status.get();
        return now.ready() ? Optional.empty() : Optional.of(now.detail());
    }

    @Override
    public Followed follow(Set<Kind> kinds, Runnable listener) {
        return new Following(kinds, listener);
    }

    /** Manifests that are followed. */
    synchronized int followed() {
        return bySubject.size();
    }

    private final class Following implements Followed {
        private final Set<Kind> kinds;
        private final Runnable listener;
        private final Set<Digest> manifests = new HashSet<>();
        private boolean closed;

        Following(Set<Kind> kinds, Runnable listener) {
            this.kinds = Set.copyOf(kinds);
            this.listener = listener;
        }

        @Override
        public Optional<Position> add(Digest manifest) {
            return FeedArrivals.this.add(this, manifest);
        }

        @Override
        public void close() {
            FeedArrivals.this.remove(this);
        }
    }

    private synchronized Optional<Position> add(Following following, Digest manifest) {
        // One that has left can still have lookups under way.
        if (!following.closed && following.manifests.add(manifest)) {
            bySubject.computeIfAbsent(manifest, first -> new HashSet<>()).add(following);
        }
        return Optional.ofNullable(newest.get(partitions.applyAsInt(manifest)));
    }

    private synchronized void remove(Following following) {
        following.closed = true;
        following.manifests.forEach(manifest -> bySubject.computeIfPresent(manifest, (same, all) -> {
            all.remove(following);
            return all.isEmpty() ? null : all;
        }));
        following.manifests.clear();
    }

    /** On the feed's thread, behind every read of the topic. */
    void take() {
        takeNew().forEach(following -> following.listener.run());
    }

    private synchronized Set<Following> takeNew() {
        Set<Following> told = new LinkedHashSet<>();
        boolean more = true;
        while (more) {
            Optional<Ring.Slice> slice = ring.get().read(number, BATCH);
            if (slice.isEmpty()) {
                // The feed itself lost its place, and what it did not read can be anybody's.
                bySubject.values().forEach(told::addAll);
                number = ring.get().first();
                continue;
            }
            List<FeedEvent> events = slice.get().events();
            events.forEach(event -> take(event, told));
            number = slice.get().from() + events.size();
            more = slice.get().end().isEmpty();
        }
        return told;
    }

    private void take(FeedEvent event, Set<Following> told) {
        FeedEvent.Facets facets = event.facets();
        Position position = facets.position();
        if (position.generation() == Position.GENERATION) {
            newest.merge(position.partition(), position, (one, other) -> one.offset() < other.offset() ? other : one);
        }
        bySubject.getOrDefault(facets.subject(), Set.of()).stream()
                .filter(following ->
                        !Collections.disjoint(following.kinds, facets.content().kinds()))
                .forEach(told::add);
    }
}
