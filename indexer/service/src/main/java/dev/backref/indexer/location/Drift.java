package dev.backref.indexer.location;

import dev.backref.indexer.facts.SweepState;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;

/**
 * Counts what sweeps found that webhooks had not brought. The first sweep of a location counts nothing: what it finds was
 * there before.
 */
final class Drift {
    private final LocationRows rows;
    private final SweepRows sweeps;
    private final MeterRegistry meters;

    Drift(LocationRows rows, SweepRows sweeps, MeterRegistry meters) {
        this.rows = rows;
        this.sweeps = sweeps;
        this.meters = meters;
    }

    /** To be told of an observation before it is applied. */
    void count(Observation observation) {
        boolean swept = observation.cause().kind() == Cause.Kind.SWEEP
                && sweeps.state(observation.source().location())
                        .flatMap(SweepState::swept)
                        .isPresent();
        if (swept && isNews(observation)) {
            meters.counter(
                            "backref.sweep.drift",
                            "registry",
                            observation.source().location().registry())
                    .increment();
        }
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
