package dev.backref.indexer.location;

import dev.backref.indexer.facts.SweepState;
import dev.backref.indexer.facts.SweepState.Failing;
import dev.backref.indexer.facts.SweepState.Swept;
import dev.backref.indexer.location.SweepRows.Current;
import dev.backref.indexer.location.SweepRows.Phase;
import dev.backref.indexer.location.SweepRows.Work;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Follows sweeps, a bounded piece at a time: compares what they list with what is known, has everything looked at that is
 * new or missing, and tells when all of that has come back. Nothing is removed on a listing's word.
 */
final class SweepSteps {
    /** Sources gone through in one step; each that is wanted writes up to three records. */
    static final int STEP = 300;

    /** Why a sweep has failed for which something was asked that nobody has answered. */
    static final String LOST = "lost";

    private static final int AT_ONCE = 40;

    private final Table table;
    private final SweepRows sweeps;
    private final Listings listings;
    private final LocationRows rows;
    private final NamedManifests named;
    private final WantedRows wanted;
    private final Quiet quiet;
    private final TroubleRows states;

    SweepSteps(KeyValueStore<Bytes, byte[]> store, Parts parts, Quiet quiet, TroubleRows states) {
        this.table = new Table(store);
        this.sweeps = parts.sweeps();
        this.rows = parts.rows();
        this.listings = new Listings(parts.rows());
        this.named = parts.named();
        this.wanted = parts.wanted();
        this.quiet = quiet;
        this.states = states;
    }

    /** Whether nothing that was begun at a location is still going on there, so that all facts about it have been told. */
    interface Quiet {
        boolean at(Location location);
    }

    /** A step that is being done: at which location, when, and for how many sources. */
    private record Step(Location location, Instant now, int share) {}

    /** Does one step, shared among the sweeps that can go on: those that wait for answers hold up no other. */
    void step(Instant now) {
        List<Location> open = new ArrayList<>();
        RowKey all = RowKey.of("SW");
        table.each(all, (key, value) -> {
            Location location = Location.parse(key.behind(all).text());
            if (canGoOn(location, SweepRows.read(value), now)) {
                open.add(location);
            }
            return open.size() < AT_ONCE;
        });
        int share = Math.max(1, STEP / Math.max(1, open.size()));
        open.forEach(location -> step(new Step(location, now, share)));
    }

    private boolean canGoOn(Location location, Work work, Instant now) {
        Optional<Phase> phase = work.current().map(Current::phase);
        if (phase.isEmpty() || phase.get() == Phase.COMPARING) {
            return work.head() != work.tail() && wanted.hasRoom(location, now);
        }
        boolean waits = phase.get() == Phase.SETTLING || phase.get() == Phase.FINISHING;
        return waits ? isSettled(location, now) : wanted.hasRoom(location, now);
    }

    private boolean isSettled(Location location, Instant now) {
        return wanted.isIdle(location, now) && quiet.at(location);
    }

    private void step(Step step) {
        Work work = sweeps.work(step.location());
        Phase phase = work.current().map(Current::phase).orElse(Phase.COMPARING);
        switch (phase) {
            case COMPARING -> compare(step, work);
            case SETTLING -> settled(step, work);
            case WALKING -> walk(step, work);
            case RETRYING -> retry(step, work);
            case FINISHING -> finish(step, work);
        }
    }

    private void compare(Step step, Work work) {
        if (work.head() < work.fresh()) {
            sweeps.save(step.location(), sweeps.dropStale(step.location(), work));
            return;
        }
        Optional<Listing> first = sweeps.first(step.location(), work);
        if (first.isEmpty()) { // Cannot be; and yet a sweep must not stand still for it.
            sweeps.save(step.location(), work.withoutHead());
            return;
        }
        Listing piece = first.get();
        Optional<Current> current = work.current()
                .filter(going -> going.sweep().equals(piece.sweep()))
                .or(() -> Optional.of(Current.of(piece.sweep())).filter(begun -> piece.number() == 0));
        if (current.filter(going -> going.listed() == piece.number()).isEmpty()) {
            // Of a sweep that another one has replaced before it was listed to its end.
            sweeps.save(step.location(), sweeps.drop(step.location(), work.with(Optional.empty())));
            return;
        }
        compare(step, work, current.get(), piece);
    }

    private void compare(Step step, Work work, Current current, Listing piece) {
        Listings.Difference difference = listings.compare(piece, current.after(), step.share());
        difference.wanted().forEach(source -> want(step, current, source));
        Current now;
        Work left = work;
        if (difference.reached().isPresent()) {
            now = current.reached(difference.reached().get());
        } else {
            now = current.behindPiece();
            now = piece.upTo().map(now::reached).orElse(now.in(Phase.SETTLING));
            left = sweeps.drop(step.location(), work);
        }
        proceed(step, left, now.plus(difference.seen()));
    }

    private void settled(Step step, Work work) {
        Current current = work.current().orElseThrow();
        boolean whole = current.sweep().basis() == Basis.DIGESTS;
        proceed(step, work, current.in(whole ? Phase.RETRYING : Phase.WALKING));
    }

    /**
     * What no tag that was listed leads to can only be asked about: that a listing lacks it proves nothing. So is what is
     * remembered as gone because something names it: it can have come back.
     */
    private void walk(Step step, Work work) {
        Current current = work.current().orElseThrow();
        List<Digest> reached = new ArrayList<>();
        List<Digest> present = new ArrayList<>();
        List<Digest> doubted = new ArrayList<>();
        rows.eachManifest(step.location(), current.after(), (digest, row) -> {
            reached.add(digest);
            row.content().ifPresent(content -> present.add(digest));
            boolean unproven = row.content().isEmpty()
                    ? named.isNamed(step.location(), digest)
                    : !rows.isTagged(step.location(), digest);
            if (row.looked() < current.sweep().began().toEpochMilli() && unproven) {
                doubted.add(digest);
            }
            return reached.size() < step.share();
        });
        doubted.forEach(digest -> want(step, current, new Source.Manifest(step.location(), digest)));
        long lists = 0;
        if (current.covers() == Basis.REFERRERS_API) {
            present.forEach(digest -> want(step, current, new Source.Referrers(step.location(), digest)));
            lists = present.size();
        }
        Set<Digest> met = new HashSet<>(present);
        met.addAll(doubted);
        boolean done = reached.size() < step.share();
        Current now = done
                ? current.in(Phase.RETRYING)
                : current.reached(reached.get(reached.size() - 1).toString());
        proceed(step, work, now.plus(new SweepCount(0, met.size(), lists)));
    }

    /**
     * What could not be taken may be to be had by now, or gone, and nothing that changed need lead there; that what was
     * unresolved is so no more can have been told when nobody read it. Lists were asked for before; where there is no API that
     * has them, or no subject, none is missing.
     */
    private void retry(Step step, Work work) {
        Current current = work.current().orElseThrow();
        List<UntakenSource> some = states.untaken(step.location(), current.after(), step.share());
        SweepCount asked = SweepCount.NOTHING;
        boolean released = false;
        for (UntakenSource each : some) {
            boolean old =
                    each.settled().toEpochMilli() < current.sweep().began().toEpochMilli();
            if (each.source() instanceof Source.Referrers list) {
                released |= isNone(current, list)
                        && states.releaseList(list, step.now().toEpochMilli());
            } else if (old && !each.unreadable()) {
                want(step, current, each.source());
                asked = asked.plus(SweepCount.of(each.source()));
            }
        }
        if (released) {
            states.tell(step.location(), step.now().toEpochMilli());
        }
        boolean done = some.size() < step.share();
        String place = done ? "" : some.get(some.size() - 1).place();
        Current now = current.reached(place).plus(asked);
        proceed(step, work, done ? now.in(Phase.FINISHING) : now);
    }

    private boolean isNone(Current current, Source.Referrers list) {
        return current.sweep().basis() != Basis.REFERRERS_API
                || rows.content(list.location(), list.subject()).isEmpty();
    }

    private void finish(Step step, Work work) {
        Current current = work.current().orElseThrow();
        Work left = work.with(Optional.empty());
        sweeps.save(step.location(), left);
        SweepState before = sweeps.stateOrNothing(step.location());
        Instant began = current.sweep().began();
        sweeps.save(
                step.location(),
                wanted.hasLost(step.location(), began, step.now())
                        ? before.with(lost(before, current.sweep(), step.now()))
                        : before.with(new Swept(began, current.covers())));
        states.tell(step.location(), step.now().toEpochMilli());
    }

    /** What nobody has answered is not known, however long that is ago. */
    private static Failing lost(SweepState before, Sweep sweep, Instant now) {
        Instant since = before.failing().map(Failing::since).orElse(now);
        return before.failing()
                .filter(heldUp -> heldUp.began().equals(sweep.began()))
                .orElse(new Failing(since, LOST, "not all that was asked for came back", now, Optional.of(sweep)));
    }

    /**
     * To be told of each manifest that appears: what refers to it has to be listed as well, unless the sweep comes by it
     * anyway.
     */
    void appeared(Source.Manifest source, Instant now) {
        Optional<Current> current =
                sweeps.work(source.location()).current().filter(going -> going.covers() == Basis.REFERRERS_API);
        if (current.filter(going -> isBehind(going, source.digest())).isPresent()) {
            Cause why = new Cause(Cause.Kind.SWEEP, current.get().sweep().id());
            wanted.want(RegistryEvent.wanted(new Source.Referrers(source.location(), source.digest()), why, now));
        }
    }

    private static boolean isBehind(Current going, Digest digest) {
        return going.phase().compareTo(Phase.WALKING) > 0
                || (going.phase() == Phase.WALKING && digest.toString().compareTo(going.after()) <= 0);
    }

    /** What is known already is asked about only; everything else is looked at. */
    private void want(Step step, Current current, Source source) {
        Cause why = new Cause(Cause.Kind.SWEEP, current.sweep().id());
        wanted.want(
                isKnown(source)
                        ? RegistryEvent.doubted(source, why, step.now())
                        : RegistryEvent.wanted(source, why, step.now()));
    }

    private boolean isKnown(Source source) {
        if (source instanceof Source.Tag tag) {
            return rows.tag(tag.location(), tag.tag()).isPresent();
        }
        return source instanceof Source.Manifest manifest
                && rows.content(manifest.location(), manifest.digest()).isPresent();
    }

    private void proceed(Step step, Work work, Current now) {
        sweeps.save(step.location(), work.with(Optional.of(now)));
        long done = Math.max(0, now.found() - wanted.left(step.location()));
        if (sweeps.going(step.location(), now.progress(done))) {
            states.tell(step.location(), step.now().toEpochMilli());
        }
    }
}
