package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.RegistrySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The work on the registry {@code hub}, with a clock that tests set and a table for its rows. */
final class OneRegistry {
    static final Look.Later REFUSED_CONNECTION =
            new Look.Later(LookFailure.UNREACHABLE, "connection refused", Optional.empty());

    /** Its rows, without those that only remember a repository for sweeps. */
    final Map<String, byte[]> table = new LinkedHashMap<>();

    final List<Observation> observations = new ArrayList<>();
    final List<LocationSignal> signals = new ArrayList<>();
    final List<DeadLetter> deadLetters = new ArrayList<>();
    final FakeRegistry client;
    final List<Arrival> log = new ArrayList<>();
    Instant now = Samples.T0;

    private final RegistrySettings settings;
    private final Budget budget;
    private final Room room;
    private RegistryWork work;
    private Batch batch = new Batch();

    OneRegistry() {
        this(Samples.WIDE);
    }

    OneRegistry(RegistrySettings.Budget limits) {
        this(limits, 1_000);
    }

    /** @param share of sources that may be held in memory */
    OneRegistry(RegistrySettings.Budget limits, int share) {
        room = new Room(share);
        settings = Samples.registry("hub", limits);
        client = new FakeRegistry("hub", limits);
        budget = new Budget(limits, client);
        work = begin();
    }

    RegistryWork work() {
        return work;
    }

    void receive(RegistryEvent event) {
        work.accept(event, now, batch);
    }

    void receive(Cause.Kind kind, String id, Source source) {
        receive(Samples.event(kind, id, source));
    }

    /** Appends to the log, which is then read: what is not taken is left there. */
    void arrive(Cause.Kind kind, String id, Source source) {
        arrive(kind, id, source, kind.reported() ? Lane.REPORTED : Lane.WANTED);
    }

    void arrive(Cause.Kind kind, String id, Source source, Lane lane) {
        RegistryEvent event =
                RegistryEvent.reported(source, new Cause(kind, id), now, Optional.empty(), Optional.empty());
        Arrival arrival = new Arrival(event, lane, log.size());
        log.add(arrival);
        new Intake(work).arrived(arrival, now, batch);
    }

    /** Reads what was left in the log, as far as there is room. */
    void catchUp(Lane lane) {
        long from = work.backlog().mark(lane).orElseThrow().offset();
        Intake intake = new Intake(work);
        boolean room = true;
        for (Arrival arrival : log.subList((int) from, log.size())) {
            room = room && (arrival.lane() != lane || intake.catchUp(arrival, now, batch));
        }
        if (room) {
            intake.caughtUp(lane, batch);
        }
    }

    /** What was left in the log before this offset is deleted. */
    void lose(Lane lane, long beginning) {
        new Intake(work).lost(lane, beginning, now, batch);
    }

    Optional<Attempt> next() {
        return work.next(now);
    }

    /** The look that must be due now. */
    Attempt look() {
        return next().orElseThrow(() -> new AssertionError("no look is due at " + now));
    }

    /** Ends a look as the resolver's thread would. */
    void answer(Attempt attempt, Look look) {
        budget.end();
        work.answered(attempt, look, now, batch);
    }

    /** Takes an answer that the registry gave; its place in the budget is free by then. */
    void take(Looks.Answer answer) {
        work.answered(answer.attempt(), answer.look(), now, batch);
    }

    void lookAndAnswer(Look look) {
        answer(look(), look);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    void tellUnanswered() {
        work.tellUnanswered(now, batch);
    }

    /** Writes the batch, as a transaction would. */
    void commit() {
        observations.addAll(batch.observations());
        signals.addAll(batch.signals());
        deadLetters.addAll(batch.deadLetters());
        batch.changedKeys()
                .forEach(key -> work.change(key).ifPresent(row -> {
                    byte[] value = row.value();
                    if (value == null || Samples.saysOnlyThatItIsKnown(value)) {
                        table.remove(row.key());
                    } else {
                        table.put(row.key(), value);
                    }
                }));
        batch = new Batch();
    }

    /** Forgets everything that is not in the table, and begins again from that. */
    void restart() {
        batch = new Batch();
        work = begin();
        table.forEach((key, row) -> work.restore(key, Json.read(row, Row.class), now));
        work.introduce(now, batch);
    }

    private RegistryWork begin() {
        return new RegistryWork(settings, budget, new Backlog(room), Samples.sweeps(settings.name()), new Random(7));
    }
}
