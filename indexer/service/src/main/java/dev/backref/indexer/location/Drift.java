package dev.backref.indexer.location;

import dev.backref.indexer.facts.SweepState;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Tells what looks found that webhooks had not brought. What sweeps found is counted once a minute has passed in which none
 * told of it, behind the first one of a location: what that finds was there before. Where all that there is was to be
 * announced, that one shows a lost webhook as well, and so does what a caller's question brought to light.
 */
final class Drift {
    private final LocationRows rows;
    private final SweepRows sweeps;
    private final RefreshRows refreshes;
    private final UnannouncedRows unannounced;
    private final DriftRows drifted;
    private final LogTime log;
    private final MeterRegistry meters;

    Drift(KeyValueStore<Bytes, byte[]> store, Parts parts, LogTime log, MeterRegistry meters) {
        this.rows = parts.rows();
        this.sweeps = parts.sweeps();
        this.refreshes = parts.refreshes();
        this.unannounced = parts.unannounced();
        this.drifted = new DriftRows(store, parts.rows());
        this.log = log;
        this.meters = meters;
    }

    /**
     * To be told of each observation before it is applied.
     *
     * @param now the time of the record
     */
    void found(Observation observation, Instant now) {
        if (observation.cause().kind().reported() || !log.isLive() || !isNews(observation)) {
            return;
        }
        Source source = observation.source();
        boolean swept =
                sweeps.state(source.location()).flatMap(SweepState::swept).isPresent();
        if (swept && observation.cause().kind() == Cause.Kind.SWEEP) {
            drifted.found(source, doubt(observation, now));
        }
        if (shows(observation, swept)) {
            unannounced.found(source, doubt(observation, now));
        }
    }

    /**
     * To be told of each observation once it is applied: a manifest that is gone as reported explains the tags that are
     * gone with it. Whether something else is to be told of its location.
     *
     * @param now the time of the record
     */
    boolean announced(Observation observation, Instant now) {
        if (!observation.cause().kind().reported()) {
            return false;
        }
        Optional<Digest> target = target(observation.finding());
        drifted.announced(observation.source(), target, observation.heard());
        return unannounced.announced(observation.source(), target, observation.heard(), now);
    }

    /**
     * Counts what sweeps found and nothing announced for a minute.
     *
     * @param now up to when all has been read
     */
    void count(Instant now) {
        for (Source each : drifted.overdue(now)) {
            meters.counter("backref.sweep.drift", "registry", each.location().registry())
                    .increment();
        }
    }

    /** Whether it shows that a webhook is missing: of a location of which nobody says that it would be announced nothing does. */
    private boolean shows(Observation observation, boolean swept) {
        Location location = observation.source().location();
        Optional<Boolean> fromNothing = sweeps.isFromNothing(location);
        return switch (observation.cause().kind()) {
            case SWEEP -> fromNothing.orElse(swept);
            case REFRESH -> fromNothing.orElse(true);
            case NAMED_BY -> fromNothing.orElse(true) && isBroughtByARefresh(observation);
            case PUSH, DELETE, CASCADE, REINDEX, VERIFICATION -> false;
        };
    }

    /** What a registry lists for a caller is looked at as something that is named: it is to be known, however he fares. */
    private boolean isBroughtByARefresh(Observation observation) {
        return !refreshes
                .waitingFor(observation.source(), observation.observed())
                .isEmpty();
    }

    private UnannouncedRows.Doubt doubt(Observation observation, Instant now) {
        boolean gone = observation.finding() instanceof Observation.Gone;
        Optional<Digest> left = gone && observation.source() instanceof Source.Tag tag
                ? rows.tag(tag.location(), tag.tag())
                : Optional.empty();
        return new UnannouncedRows.Doubt(now, gone, left);
    }

    private boolean isNews(Observation observation) {
        if (observation.source() instanceof Source.Manifest manifest) {
            boolean known = rows.content(manifest.location(), manifest.digest()).isPresent();
            return known != observation.finding() instanceof Observation.Manifest;
        }
        if (observation.source() instanceof Source.Tag tag) {
            return !rows.tag(tag.location(), tag.tag()).equals(target(observation.finding()));
        }
        return false;
    }

    private static Optional<Digest> target(Observation.Finding finding) {
        return finding instanceof Observation.PointsTo points ? Optional.of(points.digest()) : Optional.empty();
    }
}
