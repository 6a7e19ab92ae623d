package dev.backref.query.walk;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.OnContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk that makes one page: from each manifest on before its siblings, so that the way to where it ended is all that the
 * next page needs. It goes along no manifest twice, save where it may go farther from it the second time.
 * Used on one event loop only.
 */
public final class Walk {
    /** Manifests of one listing of which is asked ahead what is around them. */
    private static final int SIBLINGS_AHEAD = 8;

    /** Of all that is told: with every annotation of every referrer, a page would have no bound. */
    private static final int MOST_CHARACTERS = 4 * 1024 * 1024;

    /** Listings for one page, that it ends before its deadline does. */
    private static final int MOST_LISTINGS = 1_000;

    /** Of these, so many that a page is worth it where the index does not answer the next one in time, though it tells nothing. */
    private static final int MANY_LISTINGS = 100;

    /** Of these, such as had nothing of the thousands that were read for them. */
    private static final int MOST_IN_VAIN = 5;

    private final WalkQuery query;
    private final Listings listings;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Deque<WalkCursor.Step> wayThere = new ArrayDeque<>();
    private final Passed passed = new Passed();
    private final Set<Line> lines = new HashSet<>();
    private final List<Told> told = new ArrayList<>();
    private final Knowing knowing = new Knowing();
    private final Promise<Page> page = Promise.promise();
    private @Nullable Position position;
    private ServedBy servedBy = ServedBy.ACTIVE;
    private long characters;
    private int listingsTaken;
    private int inVain;

    Walk(WalkQuery query, Listings listings) {
        this.query = query;
        this.listings = listings;
    }

    /** One that answers a request. */
    public static Walk of(WalkQuery query, SubjectIndex index, RoutingContext context) {
        return new Walk(
                query,
                new Listings(
                        query.evidence(),
                        subject -> OnContext.of(index.subject(subject), context),
                        relations -> OnContext.of(index.relations(relations), context)));
    }

    /**
     * What came of it.
     *
     * @param ended why the page tells less than it may, though there is more; absent otherwise
     * @param next where the next page begins; absent on the last
     */
    public record Page(
            Position position,
            ServedBy servedBy,
            Completeness completeness,
            List<Told> told,
            Optional<String> ended,
            Optional<WalkCursor> next) {}

    /** What makes an edge the same: on another page of the index it has other locations. */
    private record Line(Digest subject, Way way, Digest digest, Optional<String> page) {}

    /** The page; fails as a lookup does where there is nothing to tell before one failed. */
    public Future<Page> page() {
        query.begin().ifPresent(begin -> wayThere.addAll(begin.steps()));
        orFail(() -> {
            enter(query.evidence().subject(), Optional.empty(), query.route().ways());
            go();
        });
        return page.future();
    }

    /** Nobody sees what a step throws when an answer arrives: the page fails, or it would never end. */
    private void orFail(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failed) {
            page.tryFail(failed);
        }
    }

    /** Goes on until an answer has to be waited for, or the page is over. */
    private void go() {
        while (!page.future().isComplete()) {
            Level level = levels.getLast();
            Optional<Listing> missing = level.missing();
            if (missing.isPresent()) {
                if (!take(level, missing.get())) {
                    return;
                }
            } else if (level.isOver()) {
                leave();
            } else {
                goAlong(level, level.upcoming().orElseThrow());
            }
        }
    }

    /** Takes what a level needs to go on; false where that is not here yet, and the walk goes on when it is. */
    private boolean take(Level level, Listing missing) {
        if (wayThere.isEmpty() && (listingsTaken >= MOST_LISTINGS || inVain >= MOST_IN_VAIN)) {
            end(Optional.of("so much was looked at for one page"));
            return true;
        }
        Future<Listed> asked = listings.take(missing);
        if (asked.isComplete()) {
            arrived(level, missing, asked);
            return true;
        }
        asked.onComplete(answer -> orFail(() -> {
            arrived(level, missing, asked);
            go();
        }));
        return false;
    }

    private void arrived(Level level, Listing listing, Future<Listed> asked) {
        if (asked.failed()) {
            fail(asked.cause());
            return;
        }
        Listed listed = asked.result();
        listingsTaken++;
        inVain += listed.found().isEmpty() && listed.next().isPresent() ? 1 : 0;
        know(listing, listed);
        level.arrived(listed);
        if (wayThere.isEmpty()) {
            askAhead(level);
        } else {
            followTheWay(level, wayThere.remove());
        }
    }

    private void know(Listing listing, Listed listed) {
        boolean isSubject = listing.subject().equals(query.evidence().subject());
        if (isSubject && (position == null || listed.position().offset() < position.offset())) {
            position = listed.position();
        }
        if (isSubject || !isOfHomes()) {
            knowing.take(listing.way(), listed.completeness());
        } else {
            knowing.takeReasons(listed.completeness());
        }
        if (listed.servedBy() == ServedBy.STANDBY) {
            servedBy = ServedBy.STANDBY;
        }
    }

    /** The way to where the page begins; where something on it is gone, the page begins there. */
    private void followTheWay(Level level, WalkCursor.Step step) {
        if (!step.to().equals(level.upcoming().map(Found::digest))) {
            wayThere.clear();
        }
        if (wayThere.isEmpty()) {
            askAhead(level);
        }
    }

    /** Tells what is next at this level, and goes on from there where the graph does. */
    private void goAlong(Level level, Found found) {
        if (!wayThere.isEmpty()) {
            // On the way to where the page begins: it was told before.
            enter(found.digest(), Optional.of(found.way()), query.route().behind(found.way(), level.allowed()));
            return;
        }
        Line line = new Line(found.subject(), found.way(), found.digest(), level.page());
        boolean isNew = query.route().tells().contains(found.way()) && !lines.contains(line);
        if (isNew && isFull()) {
            end(Optional.of("as much as one page can have"));
            return;
        }
        Set<Way> allowed = query.route().behind(found.way(), level.allowed());
        Optional<Told.Ends> ends = ends(found.digest(), allowed);
        if (isNew) {
            lines.add(line);
            told.add(new Told(found, level.by(), ends));
            characters += found.characters();
        }
        if (ends.isPresent() || allowed.isEmpty()) {
            listings.forget(found.digest());
            level.pass();
        } else {
            enter(found.digest(), Optional.of(found.way()), allowed);
        }
    }

    private boolean isFull() {
        return told.size() == limit() || characters > MOST_CHARACTERS;
    }

    private boolean isOfHomes() {
        return query.evidence().scope() == SubjectQuery.Scope.HOMES;
    }

    private int limit() {
        return query.evidence().limit();
    }

    private Optional<Told.Ends> ends(Digest manifest, Set<Way> allowed) {
        if (levels.stream().anyMatch(level -> level.manifest().equals(manifest))) {
            return Optional.of(Told.Ends.CYCLE);
        }
        if (levels.size() == query.route().depth()) {
            return Optional.of(Told.Ends.DEPTH);
        }
        return passed.has(manifest, allowed, query.route().depth() - levels.size())
                ? Optional.of(Told.Ends.TOLD)
                : Optional.empty();
    }

    private void enter(Digest manifest, Optional<Way> by, Set<Way> allowed) {
        passed.add(manifest, allowed, query.route().depth() - levels.size());
        Level level = new Level(manifest, by, allowed);
        Optional.ofNullable(wayThere.peek()).ifPresent(level::resume);
        levels.addLast(level);
        listings.ahead(level.beginnings());
    }

    private void leave() {
        levels.removeLast();
        if (levels.isEmpty()) {
            complete(Optional.empty(), Optional.empty());
        } else {
            levels.getLast().pass();
            askAhead(levels.getLast());
        }
    }

    /** What is around the manifests that are told next, as far as they are gone along. */
    private void askAhead(Level level) {
        for (Found found : level.soon(SIBLINGS_AHEAD)) {
            Set<Way> allowed = query.route().behind(found.way(), level.allowed());
            if (!allowed.isEmpty() && ends(found.digest(), allowed).isEmpty()) {
                listings.ahead(new Level(found.digest(), Optional.of(found.way()), allowed).beginnings());
            }
        }
    }

    /**
     * A failure ends the page where there is one: the next one begins there, and fails if it still does. Nothing is told as
     * long as that is little: who does not go on would take it for all.
     */
    private void fail(Throwable failure) {
        boolean isPage = wayThere.isEmpty() && (!told.isEmpty() || listingsTaken >= MANY_LISTINGS);
        if (failure instanceof IndexUnavailable unavailable && isPage) {
            end(Optional.of(unavailable.reason()));
        } else {
            page.fail(failure);
        }
    }

    private void end(Optional<String> why) {
        complete(
                why.filter(reason -> told.size() < limit()),
                Optional.of(new WalkCursor(levels.stream().map(Level::step).toList())));
    }

    private void complete(Optional<String> why, Optional<WalkCursor> next) {
        if (position == null) {
            throw new IllegalStateException("a page without an answer about its subject");
        }
        page.complete(new Page(
                position,
                servedBy,
                knowing.sum(query.route().isOfRelations(), isOfHomes()).orElseThrow(),
                told,
                why,
                next));
    }
}
