package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.ExaminationRequest;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.RefreshRequest;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Request;
import dev.backref.ingest.contract.SweepRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What is to do on the partitions that are owned now: the registries that lie there, each on its own. */
final class Work {
    private final Map<String, RegistryWork> registries = new LinkedHashMap<>();
    private final Unconfigured unconfigured = new Unconfigured();
    private int turn;

    Work(Collection<RegistryWork> registries) {
        registries.forEach(work -> this.registries.put(work.name(), work));
    }

    /** Takes over a row that an earlier owner left. */
    void restore(String key, byte[] value, Instant now, Batch out) {
        Row row;
        try {
            row = Json.read(value, Row.class);
        } catch (IllegalArgumentException undecodable) {
            Refused why = new Refused("undecodable-row", String.valueOf(undecodable.getMessage()), now);
            DeadLetter.Refusal refusal = why.refusal(IngestTopics.RESOLVE_STATE.name());
            out.refuse(new DeadLetter(key, value, new RecordHeaders(), refusal));
            out.change(new RowChange(key, null));
            return;
        }
        restore(key, row, now, out);
    }

    private void restore(String key, Row row, Instant now, Batch out) {
        String registry = registryOf(key);
        RegistryWork work = registries.get(registry);
        if (work != null) {
            work.restore(key, row, now);
        } else {
            unconfigured.keep(registry, key, row, now, out);
        }
    }

    /** What waits until its registry is configured again. */
    Unconfigured unconfigured() {
        return unconfigured;
    }

    /** Says how each registry is configured; due once after everything is restored. */
    void introduce(Instant now, Batch out) {
        registries.values().forEach(work -> work.introduce(now, out));
    }

    /** Takes an event or leaves it in the log; either way it has been read. */
    void arrived(Arrival arrival, Instant now, Batch out) {
        RegistryEvent event = arrival.event();
        RegistryWork work = registries.get(event.source().location().registry());
        if (work == null) {
            Refused.unknownRegistry(event, now).refuse(event, out);
        } else {
            new Intake(work).arrived(arrival, now, out);
            if (arrival.lane() == Lane.REPORTED) {
                work.webhooks().came(event.at());
            }
        }
    }

    /** Takes a request. Whether the registry that it names lies here. */
    boolean asked(Request request, Instant now, Batch out) {
        RegistryWork work = registries.get(request.registry());
        if (work != null && request instanceof SweepRequest sweep) {
            work.sweeps().asked(sweep, out);
        } else if (work != null && request instanceof RefreshRequest refresh && isOfUse(refresh, now)) {
            boolean listed = work.sweeps().askedToo(refresh, now, out);
            out.signal(new LocationSignal.Asked(refresh.location(), refresh.subject(), refresh.id(), now, listed));
        } else if (work != null && request instanceof ExaminationRequest examination) {
            work.examinations().asked(examination, out);
        }
        return work != null;
    }

    private static boolean isOfUse(RefreshRequest request, Instant now) {
        return request.at().plus(RefreshRequest.OF_USE).isAfter(now);
    }

    /** Gives the registries up, with what was listed of them. */
    void close() {
        registries.values().forEach(work -> {
            work.budget().giveUp();
            work.sweeps().close();
        });
    }

    /** Whether the look was begun on behalf of this: otherwise another owner asks again, and the answer is nobody's. */
    boolean began(Attempt attempt) {
        return holds(attempt.work());
    }

    boolean holds(RegistryWork work) {
        return registries.get(work.name()) == work;
    }

    void tellUnanswered(Instant now, Batch out) {
        registries.values().forEach(work -> work.tellUnanswered(now, out));
    }

    void tellWebhooks(Instant now, Batch out) {
        registries.values().forEach(work -> work.webhooks().tell(now, out));
    }

    /** The registries of which no webhook has come for longer than it may be, and for how long. */
    Map<String, Duration> silent(Instant now) {
        Map<String, Duration> silent = new TreeMap<>();
        registries
                .values()
                .forEach(work -> work.webhooks().silence(now).ifPresent(time -> silent.put(work.name(), time)));
        return silent;
    }

    /** The registries, each time with another one first, so that none has what is short before the others. */
    List<RegistryWork> inTurn() {
        List<RegistryWork> rotated = new ArrayList<>(registries.values());
        Collections.rotate(rotated, turn++);
        return rotated;
    }

    /** When something can be begun that cannot be now; none when only an event or an answer can change that. */
    Optional<Instant> nextTurn(Instant now) {
        return registries.values().stream()
                .flatMap(work -> Stream.concat(work.nextTurn(now).stream(), work.sweeps().nextTurn(now).stream()))
                .min(Instant::compareTo);
    }

    boolean isLookingAt(String key) {
        RegistryWork work = registries.get(registryOf(key));
        return work != null && work.isLookingAt(key);
    }

    /** What to write of a row that may have changed. */
    Optional<RowChange> change(String key) {
        return Optional.ofNullable(registries.get(registryOf(key))).flatMap(work -> work.change(key));
    }

    /** The registries and how much is pending at each. */
    Collection<RegistryWork> registries() {
        return Collections.unmodifiableCollection(registries.values());
    }

    private static String registryOf(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? key : key.substring(0, slash);
    }
}
