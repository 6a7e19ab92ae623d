package dev.backref.query.walk;

import dev.backref.ingest.contract.Digest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One manifest on the way that a walk has come: what is around it, listing after listing, and how far that was told. */
final class Level {
    private final Digest manifest;
    private final Optional<Way> by;
    private final Set<Way> allowed;
    private final Deque<Way> ways;
    private Optional<String> page = Optional.empty();
    private Optional<Digest> from = Optional.empty();
    private boolean here;
    private List<Found> found = List.of();
    private Optional<String> next = Optional.empty();
    private int at;

    /**
     * Before anything of it was told.
     *
     * @param by the way that led to it; absent where the walk begins
     * @param allowed the ways that are followed from it
     */
    Level(Digest manifest, Optional<Way> by, Set<Way> allowed) {
        this.manifest = manifest;
        this.by = by;
        this.allowed = allowed;
        this.ways = new ArrayDeque<>(allowed);
    }

    Digest manifest() {
        return manifest;
    }

    Optional<Way> by() {
        return by;
    }

    Set<Way> allowed() {
        return allowed;
    }

    /** Goes on there; what stands before it was told on pages before this one. */
    void resume(WalkCursor.Step step) {
        while (ways.element() != step.way()) {
            ways.remove();
        }
        page = step.page();
        from = step.to();
    }

    /** The page that is needed to go on; absent where what is told next is here, and at the end. */
    Optional<Listing> missing() {
        return here || ways.isEmpty() ? Optional.empty() : Optional.of(new Listing(manifest, ways.element(), page));
    }

    /** The page that was missing. Where what it was to begin with is gone, it begins at its beginning. */
    void arrived(Listed listed) {
        found = listed.found();
        next = listed.next();
        at = from.map(digest -> found.stream().map(Found::digest).toList().indexOf(digest))
                .filter(place -> place > 0)
                .orElse(0);
        from = Optional.empty();
        here = true;
        turnPages();
    }

    /** What is told next; absent where a page is missing, and at the end. */
    Optional<Found> upcoming() {
        return here ? Optional.of(found.get(at)) : Optional.empty();
    }

    /** The page of the index that it stands on: one of many locations can stand on the next as well, with the others. */
    Optional<String> page() {
        return page;
    }

    /** What is told soon after that. */
    List<Found> soon(int most) {
        return found.subList(Math.min(at, found.size()), Math.min(at + most, found.size()));
    }

    /** Goes on behind it. */
    void pass() {
        at++;
        turnPages();
    }

    boolean isOver() {
        return ways.isEmpty();
    }

    /** Where it goes on; not at its end. */
    WalkCursor.Step step() {
        return new WalkCursor.Step(
                ways.element(), page, here ? Optional.of(found.get(at).digest()) : from);
    }

    /** The first pages of all that is around it and was not asked for yet. */
    List<Listing> beginnings() {
        List<Listing> first = new ArrayList<>();
        missing().ifPresent(first::add);
        ways.stream().skip(1).map(way -> Listing.first(manifest, way)).forEach(first::add);
        return first;
    }

    private void turnPages() {
        if (at < found.size()) {
            return;
        }
        here = false;
        page = next;
        if (next.isEmpty()) {
            ways.remove();
        }
    }
}
