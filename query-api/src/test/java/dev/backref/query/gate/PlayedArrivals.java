package dev.backref.query.gate;

import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.requirement.Arrivals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A feed that tells what a test says. */
final class PlayedArrivals implements Arrivals {
    private final List<Following> all = new CopyOnWriteArrayList<>();
    private final Map<Digest, Position> newest = new ConcurrentHashMap<>();
    private volatile Optional<String> trouble = Optional.empty();

    private record Following(PlayedArrivals of, Set<Kind> kinds, Runnable listener, Set<Digest> manifests)
            implements Followed {
        @Override
        public Optional<Position> add(Digest manifest) {
            manifests.add(manifest);
            return Optional.ofNullable(of.newest.get(manifest));
        }

        @Override
        public void close() {
            of.all.remove(this);
        }
    }

    @Override
    public Optional<String> trouble() {
        return trouble;
    }

    @Override
    public Followed follow(Set<Kind> kinds, Runnable listener) {
        Following following = new Following(this, kinds, listener, ConcurrentHashMap.newKeySet());
        all.add(following);
        return following;
    }

    void isAway(String why) {
        trouble = Optional.of(why);
    }

    /** It has told of changes up to there. */
    void told(Digest manifest, Position position) {
        newest.put(manifest, position);
    }

    /** Something of that kind changed. */
    void change(Digest manifest, Kind kind) {
        all.stream()
                .filter(each ->
                        each.manifests().contains(manifest) && each.kinds().contains(kind))
                .forEach(each -> each.listener().run());
    }

    /** How many follow that manifest. */
    long followers(Digest manifest) {
        return all.stream().filter(each -> each.manifests().contains(manifest)).count();
    }

    int followers() {
        return all.size();
    }
}
