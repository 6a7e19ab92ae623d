package dev.backref.indexer.location;

import dev.backref.indexer.facts.SweepState;
import dev.backref.indexer.facts.SweepState.Sweeping;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What sweeps have listed at locations and nobody has compared yet, and what they have told.
 *
 * <pre>
 * SW L          {@link Work}: the sweep that is going on, and the queue of pieces
 * SP L place    a piece to be compared
 * SS L          {@link SweepState}: what sweeps have told
 * SA L          whether the registry was empty when Backref began to listen, as the last sweep says
 * </pre>
 */
final class SweepRows {
    private static final int STALE_AT_ONCE = 100;

    /** Progress goes to every partition of subjects, so it is told in pieces of at least so many sources. */
    private static final long BETWEEN_NEWS = 1_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;

    SweepRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.table = new Table(store);
    }

    /** How far a sweep has come. */
    enum Phase {
        /** What was listed is compared with what is known. */
        COMPARING,
        /** What was wanted for that has to come back. */
        SETTLING,
        /** What is known and lies outside of what was listed is asked about. */
        WALKING,
        /** What could not be taken, was not given out, or is unresolved in silence is asked for again. */
        RETRYING,
        /** What was wanted for that has to come back. */
        FINISHING
    }

    /**
     * The sweep that is going on.
     *
     * @param listed how many pieces of it have been compared
     * @param after what was reached: a source's name in a piece, a digest, or a place among what could not be taken
     * @param found sources that were listed, or known and not listed, so far
     * @param unreferred whether the registry's referrers API turned out to be of no use at the location
     * @param tags of those found; rows from before they were counted apart lack them
     * @param digests of those found: manifests; the others are lists of what refers to one
     */
    record Current(
            Sweep sweep,
            Phase phase,
            long listed,
            String after,
            long found,
            boolean unreferred,
            long tags,
            long digests) {
        static Current of(Sweep sweep) {
            return new Current(sweep, Phase.COMPARING, 0, "", 0, false, 0, 0);
        }

        /** What it covers in the end. */
        Basis covers() {
            return unreferred && sweep.basis() == Basis.REFERRERS_API ? Basis.TAGS : sweep.basis();
        }

        Current withoutReferrers() {
            return new Current(sweep, phase, listed, after, found, true, tags, digests);
        }

        Current in(Phase next) {
            return new Current(sweep, next, listed, "", found, unreferred, tags, digests);
        }

        Current reached(String name) {
            return new Current(sweep, phase, listed, name, found, unreferred, tags, digests);
        }

        Current behindPiece() {
            return new Current(sweep, phase, listed + 1, after, found, unreferred, tags, digests);
        }

        Sweeping progress(long done) {
            return new Sweeping(sweep.began(), found, done, tags, digests);
        }

        Current plus(SweepCount more) {
            return new Current(
                    sweep,
                    phase,
                    listed,
                    after,
                    found + more.all(),
                    unreferred,
                    tags + more.tags(),
                    digests + more.digests());
        }
    }

    /**
     * @param incoming the sweep whose pieces come in, which can be a later one
     * @param next the number of its next piece
     * @param head the first place of the queue of pieces
     * @param tail the next free one
     * @param fresh the place of the first piece of the sweep that comes in; what waits before it is of no use
     */
    record Work(Optional<Current> current, String incoming, long next, long head, long tail, long fresh) {
        static final Work NOTHING = new Work(Optional.empty(), "", 0, 0, 0, 0);

        boolean isEmpty() {
            return current.isEmpty() && head == tail;
        }

        Work with(Optional<Current> now) {
            return new Work(now, incoming, next, head, tail, fresh);
        }

        Work withoutHead() {
            return new Work(current, incoming, next, head + 1, tail, fresh);
        }

        Work withPiece(Listing piece) {
            long first = piece.number() == 0 && isListed() ? tail : fresh;
            return new Work(current, piece.sweep().id(), piece.number() + 1, head, tail + 1, first);
        }

        /** Whether all that waits is of later sweeps, none of which has begun to be compared. */
        private boolean isListed() {
            return current.filter(going -> going.phase() != Phase.COMPARING).isPresent();
        }
    }

    /** Keeps what a sweep says of the past of its registry. */
    void note(Location location, Sweep sweep) {
        if (!isFromNothing(location).equals(Optional.of(sweep.fromNothing()))) {
            store.put(pastKey(location).bytes(), Json.write(sweep.fromNothing()));
        }
    }

    /** Whether the registry was empty when Backref began to listen; absent where no sweep has said so or otherwise. */
    Optional<Boolean> isFromNothing(Location location) {
        return table.get(pastKey(location)).map(row -> Json.read(row, Boolean.class));
    }

    /** Takes a piece, unless it is none of those that come next: one of a sweep that was given up. */
    void take(Listing piece) {
        Work work = work(piece.location());
        boolean begins =
                piece.number() == 0 && !work.incoming().equals(piece.sweep().id());
        boolean follows = work.incoming().equals(piece.sweep().id()) && work.next() == piece.number();
        if (begins || follows) {
            store.put(place(piece.location(), work.tail()).bytes(), Json.write(piece));
            save(piece.location(), dropStale(piece.location(), work.withPiece(piece)));
        }
    }

    /**
     * Lets go of some of what was listed by sweeps that another one has replaced before they began: behind one that is held up
     * for days there waits one listing, not one for each day. A few with each piece that comes, so that no call deletes many.
     */
    Work dropStale(Location location, Work work) {
        Work left = work;
        for (int dropped = 0; dropped < STALE_AT_ONCE && left.head() < left.fresh(); dropped++) {
            left = drop(location, left);
        }
        return left;
    }

    /** Nothing more of this sweep comes in. */
    void abandon(LocationSignal.SweepFailed failed) {
        Work work = work(failed.location());
        if (work.incoming().equals(failed.sweep().id())) {
            save(failed.location(), new Work(work.current(), "", 0, work.head(), work.tail(), work.fresh()));
        }
    }

    Work work(Location location) {
        return table.get(workKey(location)).map(SweepRows::read).orElse(Work.NOTHING);
    }

    void save(Location location, Work work) {
        if (work.isEmpty()) {
            store.delete(workKey(location).bytes());
        } else {
            store.put(workKey(location).bytes(), Json.write(work));
        }
    }

    /** The first piece of the queue. */
    Optional<Listing> first(Location location, Work work) {
        return work.head() == work.tail()
                ? Optional.empty()
                : table.get(place(location, work.head())).map(row -> Json.read(row, Listing.class));
    }

    /** Takes the first piece of the queue away. */
    Work drop(Location location, Work work) {
        store.delete(place(location, work.head()).bytes());
        return work.withoutHead();
    }

    /** What sweeps have told; absent as long as there was none. */
    Optional<SweepState> state(Location location) {
        return table.get(stateKey(location)).map(row -> Json.read(row, SweepState.class));
    }

    SweepState stateOrNothing(Location location) {
        return state(location).orElse(SweepState.NOTHING);
    }

    void save(Location location, SweepState state) {
        store.put(stateKey(location).bytes(), Json.write(state));
    }

    /** Keeps how far the one has come that is going on, where that is news; whether it is. */
    boolean going(Location location, Sweeping now) {
        SweepState before = stateOrNothing(location);
        boolean news = before.sweeping().filter(told -> isNoNews(told, now)).isEmpty();
        if (news) {
            save(location, before.with(now));
        }
        return news;
    }

    private static boolean isNoNews(Sweeping told, Sweeping now) {
        return told.began().equals(now.began())
                && now.found() - told.found() < BETWEEN_NEWS
                && now.done() - told.done() < BETWEEN_NEWS;
    }

    static Work read(byte[] row) {
        return Json.read(row, Work.class);
    }

    private static RowKey workKey(Location location) {
        return RowKey.of("SW").text(location.toString());
    }

    private static RowKey stateKey(Location location) {
        return LocationRows.at("SS", location);
    }

    private static RowKey pastKey(Location location) {
        return LocationRows.at("SA", location);
    }

    private static RowKey place(Location location, long place) {
        return LocationRows.at("SP", location).number(place);
    }
}
