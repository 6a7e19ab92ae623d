package dev.backref.indexer.location;

import dev.backref.indexer.streams.Refusals;
import dev.backref.indexer.streams.Sinks;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Applies observations: what is known of each source at its location, and what follows for subjects. */
final class ApplyObservation implements Processor<String, byte[], String, byte[]> {
    private static final String UNDECODABLE = "undecodable-observation";
    private static final Duration BETWEEN_STEPS = Duration.ofMillis(50);
    private static final Duration BETWEEN_DOUBTS = Duration.ofSeconds(1);

    private final MeterRegistry meters;
    private ProcessorContext<String, byte[]> context;
    private Refusals refusals;
    private Outbox out;
    private Parts parts;
    private AtLocation location;
    private TroubleRows trouble;
    private RepositoryCursor cursor;
    private LogTime log;
    private Drift drift;
    private SweepSteps sweeps;
    private Absences absences;
    private RefreshSteps refreshes;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    ApplyObservation(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> given) {
        KeyValueStore<Bytes, byte[]> store = given.getStateStore(LocationHalf.STORE);
        context = given;
        refusals = new Refusals(given, meters, Sinks.LOCATION_DEAD_LETTERS);
        out = new Outbox(given);
        parts = Parts.around(store, out);
        trouble = new TroubleRows(store, parts);
        cursor = new RepositoryCursor(store, parts, trouble);
        location = new AtLocation(parts);
        log = new LogTime(store, Instant.ofEpochMilli(given.currentSystemTimeMs()));
        drift = new Drift(store, parts, log, meters);
        absences = new Absences(store, parts, trouble);
        SweepSteps.Quiet quiet = at -> !parts.backlog().isBusy(at) && !cursor.isBusy(at);
        sweeps = new SweepSteps(store, parts, quiet, trouble);
        refreshes = new RefreshSteps(parts);
        given.schedule(BETWEEN_STEPS, PunctuationType.WALL_CLOCK_TIME, now -> cursor.step());
        given.schedule(
                BETWEEN_STEPS, PunctuationType.WALL_CLOCK_TIME, now -> refreshes.step(Instant.ofEpochMilli(now)));
        given.schedule(
                BETWEEN_STEPS,
                PunctuationType.WALL_CLOCK_TIME,
                now -> parts.backlog().step());
        given.schedule(BETWEEN_STEPS, PunctuationType.WALL_CLOCK_TIME, now -> {
            sweeps.step(Instant.ofEpochMilli(now));
            absences.step(Instant.ofEpochMilli(now), quiet);
        });
        given.schedule(BETWEEN_DOUBTS, PunctuationType.WALL_CLOCK_TIME, this::doubt);
    }

    /** What was found, and announced by nothing that was written within a minute. */
    private void doubt(long clock) {
        log.now(Instant.ofEpochMilli(clock)).ifPresent(now -> {
            parts.unannounced().overdue(now).forEach(at -> trouble.tell(at, clock));
            drift.count(now);
            parts.named().forgetEnded(now);
        });
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Observation observation;
        try {
            observation =
                    Refusals.keyed(record, () -> Observation.read(record.key(), record.value(), record.headers()));
        } catch (IllegalArgumentException undecodable) {
            refusals.refuse(record, UNDECODABLE, undecodable);
            sourceOf(record).ifPresent(source -> undecodable(source, record.timestamp()));
            return;
        }
        apply(observation, record);
    }

    /** Whoever asked for it has his answer, and may ask again. */
    private void undecodable(Source source, long timestamp) {
        parts.wanted().returned(source, Instant.ofEpochMilli(timestamp), Optional.empty());
        trouble.undecodable(source, UNDECODABLE, timestamp);
    }

    /** Of which nothing is known now: what is there may refer to anything. */
    private static Optional<Source> sourceOf(Record<String, byte[]> record) {
        try {
            return Optional.ofNullable(record.key()).map(Source::parse);
        } catch (IllegalArgumentException noSource) {
            return Optional.empty();
        }
    }

    private void apply(Observation observation, Record<String, byte[]> record) {
        Source source = observation.source();
        Look look = Look.of(observation, Refusals.metadata(context), record.timestamp());
        Instant now = Instant.ofEpochMilli(record.timestamp());
        log.read(now, Instant.ofEpochMilli(context.currentSystemTimeMs()));
        drift.found(observation, now);
        parts.refreshes().follow(source, observation.observed());
        parts.wanted().returned(source, observation.observed(), observation.answers());
        parts.backlog().begin();
        boolean whole = true;
        if (source instanceof Source.Manifest manifest) {
            whole = applyManifest(manifest, observation, record, look);
        } else if (source instanceof Source.Tag tag) {
            applyTag(tag, observation, look);
        } else if (source instanceof Source.Repository) {
            cursor.begin(source.location(), observation.cause(), observation.observed());
            absences.seen(source.location(), observation.observed());
            parts.named().repositoryGone(source.location(), observation.observed());
        }
        if (!(observation.finding() instanceof Observation.Gone)) {
            absences.ended(source.location(), record.timestamp());
        }
        parts.refreshes().unfollow();
        boolean announced = drift.announced(observation, now);
        if (!whole && source instanceof Source.Manifest manifest) {
            trouble.unreadable(manifest, observation.observed(), record.timestamp());
        } else if (!isNothingThatSomebodyThoughtOf(observation)) {
            trouble.observed(observation, record.timestamp());
        }
        if (announced) {
            trouble.tell(source.location(), record.timestamp());
        }
        meters.counter("backref.index.observations").increment();
    }

    /** Applies it; false where the manifest may refer to something that could not be read. */
    private boolean applyManifest(
            Source.Manifest source, Observation observation, Record<String, byte[]> record, Look look) {
        boolean whole = true;
        if (observation.finding() instanceof Observation.Manifest found) {
            Optional<ManifestRow> before = parts.rows().manifest(source.location(), source.digest());
            Derived derived = Derived.of(source.digest(), KnownPayloads.addTo(found, before), observation.rules());
            derived.refusals().forEach((reason, why) -> refusals.refuse(record, reason, why));
            whole = derived.whole();
            if (location.present(source, derived.derivation(), look)) {
                sweeps.appeared(source, look.origin().observed());
            }
        } else {
            location.gone(source, look);
            trouble.accepted(new Source.Referrers(source.location(), source.digest()), record.timestamp());
        }
        return whole;
    }

    /** A caller can ask after any repository: that it has not what he thought of does not make it one that is known. */
    private boolean isNothingThatSomebodyThoughtOf(Observation observation) {
        return observation.cause().kind() == Cause.Kind.REFRESH
                && observation.finding() instanceof Observation.Gone
                && !trouble.isKnown(observation.source().location());
    }

    private void applyTag(Source.Tag source, Observation observation, Look look) {
        if (observation.finding() instanceof Observation.PointsTo target) {
            location.tagged(source, target.digest(), look);
        } else {
            location.untagged(source, look);
        }
    }
}
