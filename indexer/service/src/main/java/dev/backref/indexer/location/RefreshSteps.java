package dev.backref.indexer.location;

import dev.backref.indexer.derive.SubjectName;
import dev.backref.indexer.derive.TagClaim;
import dev.backref.indexer.facts.Checked;
import dev.backref.indexer.facts.SweepState;
import dev.backref.indexer.location.Refresh.Phase;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has everything looked at again that tells what refers to a subject at a location: the subject, the tags and the list
 * of its referrers, and each referrer that is known; a bounded piece at a time. Where ingest has the location swept for it,
 * because that shows more, that sweep is waited for as well. Tells when all of that, and what it led
 * to, has come back and is worked off, or that something of it could not be looked at.
 */
final class RefreshSteps {
    /** Referrers asked about in one step; each writes five records: four rows and the event. */
    static final int STEP = 150;

    /** Refreshes under way at one location. */
    static final int MOST = 64;

    /** Why a request is refused at a location that has as many as it may. */
    static final String BUSY = "busy";

    /** Why one is given up that has not come to an end for so long: its questions are lost. */
    static final String LOST = "lost";

    private static final Duration LONGEST = Duration.ofHours(1);

    /** How long a sweep is waited for: one that began before can take hours, and callers wait for a minute at most. */
    private static final Duration LONGEST_SWEEP = Duration.ofMinutes(5);

    private static final int AT_ONCE = 40;

    private final RefreshRows refreshes;
    private final SweepRows sweeps;
    private final LocationRows rows;
    private final AssertionRows assertions;
    private final WantedRows wanted;
    private final Backlog backlog;
    private final Outbox out;

    RefreshSteps(Parts parts) {
        refreshes = parts.refreshes();
        sweeps = parts.sweeps();
        rows = parts.rows();
        assertions = parts.assertions();
        wanted = parts.wanted();
        backlog = parts.backlog();
        out = parts.out();
    }

    /** A refresh that can go on. */
    private record Open(Location location, Refresh refresh) {}

    /** Somebody asks. Behind a refresh of the same subject that is under way the request waits for the next one. */
    void asked(LocationSignal.Asked signal) {
        Location location = signal.location();
        giveUpLost(location, signal.at());
        Optional<Refresh> going = refreshes.of(location, signal.subject());
        if (going.filter(refresh -> refresh.answers(signal.request())).isPresent()) {
            return; // Written twice.
        }
        boolean full =
                going.map(Refresh::full).orElseGet(() -> refreshes.at(location).size() >= MOST);
        if (full) {
            Refresh refused = Refresh.of(signal.subject(), List.of(signal.request()), signal.at(), false);
            tell(location, refused, Optional.of(BUSY));
        } else if (going.isPresent()) {
            refreshes.save(location, going.get().followedBy(signal.request(), signal.at(), signal.listed()));
        } else {
            begin(location, Refresh.of(signal.subject(), List.of(signal.request()), signal.at(), signal.listed()));
        }
    }

    /** A source could not be looked at, or what stands there not be taken. */
    void failed(Source source, String reason, Instant looked) {
        for (Refresh each : refreshes.waitingFor(source, looked)) {
            fail(source.location(), each, reason);
        }
    }

    /** Does one step, shared among the refreshes that can go on: those that wait for answers hold up no other. */
    void step(Instant now) {
        List<Open> open = new ArrayList<>();
        refreshes.each((location, refresh) -> {
            if (canGoOn(location, refresh, now)) {
                open.add(new Open(location, refresh));
            }
            return open.size() < AT_ONCE;
        });
        int share = Math.max(1, STEP / Math.max(1, open.size()));
        open.forEach(each -> step(each.location(), each.refresh(), share));
    }

    private boolean canGoOn(Location location, Refresh refresh, Instant now) {
        return switch (refresh.phase()) {
            case ASKING, ASKING_TRUNCATED -> wanted.hasRoom(location, refresh.at());
            case WAITING ->
                refreshes.waiting(location, refresh.subject()) == 0
                        && !backlog.isBusy(location)
                        && (isSwept(location, refresh)
                                || isHeldUp(location, refresh)
                                || now.isAfter(refresh.at().plus(LONGEST_SWEEP)));
            case FORGETTING -> true;
        };
    }

    private void step(Location location, Refresh refresh, int share) {
        switch (refresh.phase()) {
            case ASKING -> ask(location, refresh, SubjectName.of(refresh.subject()), share);
            case ASKING_TRUNCATED ->
                ask(location, refresh, SubjectName.truncated(refresh.subject()).orElseThrow(), share);
            case WAITING -> {
                tell(location, refresh, failure(location, refresh));
                end(location, refresh);
            }
            case FORGETTING -> {
                if (refreshes.forgetSome(location, refresh.subject(), share) < share) {
                    end(location, refresh);
                }
            }
        }
    }

    private boolean isSwept(Location location, Refresh refresh) {
        return !refresh.listed() || sweeps.stateOrNothing(location).hasEndedSince(refresh.at());
    }

    /** Whether a sweep that began before does not come to its end, so that the one that is waited for does not begin. */
    private boolean isHeldUp(Location location, Refresh refresh) {
        Optional<Instant> going =
                sweeps.work(location).current().map(current -> current.sweep().began());
        return going.filter(began -> began.isBefore(refresh.at())).isPresent()
                && sweeps.stateOrNothing(location)
                        .failing()
                        .map(SweepState.Failing::began)
                        .equals(going);
    }

    /** Why the sweep that was waited for could not go on, or has not begun. */
    private Optional<String> failure(Location location, Refresh refresh) {
        if (!refresh.listed()) {
            return Optional.empty();
        }
        boolean heldUp = isHeldUp(location, refresh);
        return sweeps.stateOrNothing(location)
                .failing()
                .filter(last -> heldUp || !last.began().isBefore(refresh.at()))
                .map(SweepState.Failing::reason)
                .or(() -> Optional.of(BUSY).filter(late -> !isSwept(location, refresh)));
    }

    private void begin(Location location, Refresh refresh) {
        refreshes.save(location, refresh);
        want(refresh, new Source.Manifest(location, refresh.subject()));
        TagClaim.tags(refresh.subject()).forEach(tag -> want(refresh, new Source.Tag(location, tag)));
        want(refresh, new Source.Referrers(location, refresh.subject()));
    }

    private void ask(Location location, Refresh refresh, SubjectName name, int share) {
        List<Digest> referrers = new ArrayList<>();
        assertions.eachReferrer(location, name, refresh.after(), referrer -> {
            if (referrers.isEmpty() || !referrers.get(referrers.size() - 1).equals(referrer)) {
                referrers.add(referrer); // Once, by however many forms it refers.
            }
            return referrers.size() < share;
        });
        referrers.forEach(referrer -> wanted.want(event(refresh, new Source.Manifest(location, referrer))));
        refreshes.save(
                location,
                referrers.size() == share
                        ? refresh.reached(referrers.get(share - 1))
                        : refresh.in(behind(refresh.phase(), refresh.subject())));
    }

    private static Phase behind(Phase phase, Digest subject) {
        boolean more = phase == Phase.ASKING && SubjectName.truncated(subject).isPresent();
        return more ? Phase.ASKING_TRUNCATED : Phase.WAITING;
    }

    private void want(Refresh refresh, Source source) {
        wanted.wantFirst(event(refresh, source));
    }

    /** What is known already is asked about only; everything else is looked at. */
    private RegistryEvent event(Refresh refresh, Source source) {
        if (source instanceof Source.Manifest manifest
                && rows.content(source.location(), manifest.digest()).isPresent()) {
            return RegistryEvent.doubted(manifest, refresh.cause(), refresh.at());
        }
        return RegistryEvent.wanted(source, refresh.cause(), refresh.at());
    }

    private void giveUpLost(Location location, Instant now) {
        refreshes.at(location).stream()
                .filter(each -> each.open() && each.at().plus(LONGEST).isBefore(now))
                .forEach(each -> fail(location, each, LOST));
    }

    private void fail(Location location, Refresh refresh, String reason) {
        tell(location, refresh, Optional.of(reason));
        refreshes.save(location, refresh.in(Phase.FORGETTING));
    }

    private void end(Location location, Refresh refresh) {
        refresh.next()
                .ifPresentOrElse(next -> begin(location, next), () -> refreshes.forget(location, refresh.subject()));
    }

    private void tell(Location location, Refresh refresh, Optional<String> reason) {
        refresh.requests()
                .forEach(request -> out.tell(
                        new Checked(refresh.subject(), location, request, refresh.at(), reason),
                        refresh.at().toEpochMilli()));
    }
}
