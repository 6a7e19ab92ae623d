package dev.backref.indexer.location;

import dev.backref.indexer.facts.SweepState;
import dev.backref.indexer.facts.SweepState.Enlisted;
import dev.backref.indexer.facts.SweepState.Failing;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Optional;

/** Applies what sweeps signal of a location. */
record SweepSignals(Parts parts, TroubleRows states, Absences absences) {
    /** Whether the signal is one of a sweep. */
    boolean apply(LocationSignal signal, long timestamp) {
        if (signal instanceof LocationSignal.Confirmed confirmed) {
            parts.wanted().returned(confirmed.source(), confirmed.at(), confirmed.answers());
            states.confirmed(confirmed.source(), confirmed.at(), timestamp);
            if (confirmed.source() instanceof Source.Repository) {
                absences.contradicted(confirmed.source().location());
            }
        } else if (signal instanceof LocationSignal.ListedReferrers list) {
            referrers(list, timestamp);
        } else if (signal instanceof LocationSignal.Listing piece) {
            note(piece.location(), piece.sweep(), timestamp);
            parts.sweeps().take(piece);
        } else if (signal instanceof LocationSignal.Enlisted enlisted) {
            enlist(enlisted, timestamp);
        } else if (signal instanceof LocationSignal.SweepFailed failed) {
            fail(failed, timestamp);
        } else if (signal instanceof LocationSignal.HeldUp heldUp) {
            holdUp(heldUp, timestamp);
        } else {
            return false;
        }
        return true;
    }

    /** Where nobody says any more that all is announced, nothing is missing. */
    private void note(Location location, LocationSignal.Sweep sweep, long timestamp) {
        parts.sweeps().note(location, sweep);
        if (!sweep.fromNothing() && parts.unannounced().forget(location)) {
            states.tell(location, timestamp);
        }
    }

    /** What is listed and not there, as far as anybody knows, is looked at. */
    private void referrers(LocationSignal.ListedReferrers list, long timestamp) {
        Location location = list.source().location();
        parts.refreshes().follow(list.source(), list.at());
        for (Digest referrer : list.referrers()) {
            if (parts.rows().content(location, referrer).isEmpty()) {
                if (list.source() instanceof Source.Referrers of) {
                    states.listedUnknown(location, referrer, of.subject());
                }
                parts.wanted()
                        .want(RegistryEvent.wanted(new Source.Manifest(location, referrer), why(list), list.at()));
            }
        }
        parts.refreshes().unfollow();
        if (list.last()) {
            parts.wanted().returned(list.source(), list.at(), list.answers());
        }
        if (list.last() && list.source() instanceof Source.Referrers of) {
            states.accepted(of, timestamp);
        }
    }

    /** The referrers API of a sweep's registry is of no use there: the sweep goes on as if there were none. */
    void refused(Source source) {
        if (source instanceof Source.Referrers list) {
            SweepRows.Work work = parts.sweeps().work(list.location());
            work.current()
                    .ifPresent(going ->
                            parts.sweeps().save(list.location(), work.with(Optional.of(going.withoutReferrers()))));
        }
    }

    /** What a caller's question brought to light is to be known, also when that takes longer than he waits. */
    private static Cause why(LocationSignal.ListedReferrers list) {
        Cause why = list.why();
        return why.kind() == Cause.Kind.REFRESH ? new Cause(Cause.Kind.NAMED_BY, why.id()) : why;
    }

    private void enlist(LocationSignal.Enlisted signal, long timestamp) {
        SweepState before = parts.sweeps().stateOrNothing(signal.location());
        Instant first = before.enlisted().map(Enlisted::first).orElse(signal.enumeration());
        parts.sweeps().save(signal.location(), before.with(new Enlisted(first, signal.enumeration())));
        states.tell(signal.location(), timestamp);
    }

    /** What earlier sweeps told still holds. A repository that the registry does not know is looked at as a whole. */
    private void fail(LocationSignal.SweepFailed signal, long timestamp) {
        note(signal.location(), signal.sweep(), timestamp);
        parts.sweeps().abandon(signal);
        SweepState before = parts.sweeps().stateOrNothing(signal.location());
        Instant since = before.failing().map(Failing::since).orElse(signal.at());
        parts.sweeps()
                .save(
                        signal.location(),
                        before.with(new Failing(
                                since, signal.reason(), signal.detail(), signal.at(), Optional.of(signal.sweep()))));
        if (signal.reason().equals(LocationSignal.SweepFailed.NOT_FOUND)) {
            Cause why = new Cause(Cause.Kind.SWEEP, signal.sweep().id());
            parts.wanted().want(RegistryEvent.wanted(new Source.Repository(signal.location()), why, signal.at()));
            absences.doubt(signal.location());
        }
        states.tell(signal.location(), timestamp);
    }

    /**
     * Told once of a sweep, whatever else holds it up: a state goes to every partition of subjects. It is held up by what it
     * waits for, and that a later one has failed is not forgotten for it.
     */
    private void holdUp(LocationSignal.HeldUp signal, long timestamp) {
        Location location = signal.source().location();
        Optional<LocationSignal.Sweep> going =
                parts.sweeps().work(location).current().map(SweepRows.Current::sweep);
        SweepState before = parts.sweeps().stateOrNothing(location);
        boolean waits = going.isPresent() && parts.wanted().isWanted(signal.source());
        if (!waits
                || before.failing()
                        .filter(last -> !last.began().isBefore(going.get().began()))
                        .isPresent()) {
            return;
        }
        Instant since = before.failing().map(Failing::since).orElse(signal.at());
        String detail = signal.source().key() + ": " + signal.detail();
        parts.sweeps().save(location, before.heldUp(new Failing(since, signal.reason(), detail, signal.at(), going)));
        states.tell(location, timestamp);
    }
}
