package dev.backref.indexer.subject;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Verification;
import dev.backref.indexer.facts.Checked;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.facts.Related;
import dev.backref.indexer.facts.SubjectFact;
import dev.backref.indexer.facts.Verified;
import dev.backref.indexer.streams.Refusals;
import dev.backref.indexer.streams.Sinks;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Applies facts to the rows of their subject, and announces a change only where one is. The only time it knows is the
 * fact's append time, so that a replay gives the same rows and the same changes.
 */
final class ApplyFact implements Processor<String, byte[], String, byte[]>, SubjectFact.Listener {
    private static final byte[] THERE = {1};

    private final MeterRegistry meters;
    private final Revisions revisions;
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<Bytes, byte[]> store;
    private Refusals refusals;
    private EdgeRows edges;
    private CompletenessRows completeness;
    private CheckRows checks;
    private RelationRows relations;
    private VerificationRows verifications;
    private Position position;

    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    ApplyFact(MeterRegistry meters, Revisions revisions) {
        this.meters = meters;
        this.revisions = revisions;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> given) {
        context = given;
        store = given.getStateStore(SubjectHalf.STORE);
        refusals = new Refusals(given, meters, Sinks.SUBJECT_DEAD_LETTERS);
        edges = new EdgeRows(store);
        completeness = new CompletenessRows(store);
        checks = new CheckRows(store);
        relations = new RelationRows(store);
        verifications = new VerificationRows(store);
        revisions.everything(); // The rows of a partition were restored, from whatever they were before.
    }

    @Override
    public void close() {
        revisions.everything();
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata metadata = Refusals.metadata(context);
        Instant appended = Instant.ofEpochMilli(record.timestamp());
        position = new Position(Position.GENERATION, metadata.partition(), metadata.offset(), appended);
        read(record).ifPresent(fact -> fact.tell(this));
        store.put(SubjectKeys.applied().bytes(), new Applied(metadata.offset(), appended).toBytes());
    }

    private Optional<SubjectFact> read(Record<String, byte[]> record) {
        try {
            return Optional.of(SubjectFact.read(Refusals.valued(record)));
        } catch (IllegalArgumentException undecodable) {
            refusals.refuse(record, "undecodable-fact", undecodable);
            return Optional.empty();
        }
    }

    @Override
    public void edge(SubjectFact.Edge edge) {
        Optional<EdgeRow> before = edges.find(edge);
        if (edge.state().isPresent()) {
            keep(edge, edge.state().get(), before);
        } else {
            before.ifPresent(row -> drop(edge, row));
        }
        revisions.subject(edge.subject());
    }

    @Override
    public void presence(SubjectFact.Presence presence) {
        Bytes home = SubjectKeys.home(presence.subject(), presence.location()).bytes();
        if (presence.present()) {
            store.put(home, THERE);
        } else {
            store.delete(home);
        }
        revisions.subject(presence.subject());
    }

    @Override
    public void location(SubjectFact.LocationState state) {
        completeness.apply(state);
        revisions.location(state.location());
    }

    @Override
    public void registry(SubjectFact.RegistryState state) {
        if (completeness.apply(state)) {
            revisions.registry(state.registry());
        }
    }

    @Override
    public void withheld(SubjectFact.Withheld withheld) {
        Bytes key =
                SubjectKeys.withheld(withheld.subject(), withheld.location()).bytes();
        withheld.source().ifPresentOrElse(source -> store.put(key, Json.write(source)), () -> store.delete(key));
        revisions.subject(withheld.subject());
    }

    @Override
    public void checked(Checked checked) {
        checks.put(checked, position);
    }

    /** No remembered answer is forgotten for it: answers about referrers say nothing of relations. */
    @Override
    public void related(Related related) {
        relations.apply(related, position.appended());
    }

    /** It is told of each location, as all changes are: of the first by name, because there can be any number of them. */
    @Override
    public void verified(Verified verified) {
        if (!verifications.put(verified)) {
            return;
        }
        Map<Location, EdgeRow> rows =
                edges.everywhere(verified.subject(), verified.referrer(), Change.Data.MOST_ALSO_AT + 1);
        List<Verification> posted = verifications.of(verified.subject(), verified.referrer());
        rows.entrySet().stream().limit(Change.Data.MOST_ALSO_AT).forEach(at -> {
            List<String> others = rows.keySet().stream()
                    .filter(each -> !each.equals(at.getKey()))
                    .map(Location::toString)
                    .limit(Change.Data.MOST_ALSO_AT)
                    .toList();
            announce(verified, at.getKey(), at.getValue(), new EdgeData.Beside(others, posted));
        });
        revisions.subject(verified.subject());
    }

    private void announce(Verified verified, Location location, EdgeRow row, EdgeData.Beside beside) {
        SubjectFact.Edge edge = new SubjectFact.Edge(
                verified.subject(), location, verified.referrer(), Optional.of(row.state()), verified.origin());
        EdgeRow told = new EdgeRow(
                row.firstSeen(),
                row.observed(),
                position.appended(),
                Optional.of(verified.origin().cause()),
                row.state());
        edges.note(edge, told);
        EdgeState whole = row.state().with(edges.descriptor(edge, row));
        announce(Change.Type.UPDATED, edge, new Changes.States(told.with(whole), Optional.empty()), beside);
    }

    private void keep(SubjectFact.Edge edge, EdgeState now, Optional<EdgeRow> before) {
        EdgeState slim = now.withoutAnnotations();
        if (before.isPresent() && before.get().state().equals(slim)) {
            return;
        }
        Instant indexed = position.appended();
        Instant firstSeen = before.map(EdgeRow::firstSeen).orElseGet(() -> heard(edge, indexed));
        EdgeRow row = learnt(edge, firstSeen, slim);
        before.ifPresentOrElse(former -> edges.replace(edge, former, now, row), () -> edges.put(edge, now, row));
        Change.Type type = before.isPresent() ? Change.Type.UPDATED : Change.Type.ADDED;
        announce(type, edge, new Changes.States(row.with(now), before.map(EdgeRow::state)));
    }

    /** What this fact tells of an edge. */
    private EdgeRow learnt(SubjectFact.Edge edge, Instant firstSeen, EdgeState state) {
        Origin origin = edge.origin();
        return new EdgeRow(firstSeen, origin.observed(), position.appended(), Optional.of(origin.cause()), state);
    }

    /** A time that cannot be, by a clock that is wrong, must not put an edge before or behind all others for good. */
    private static Instant heard(SubjectFact.Edge edge, Instant indexed) {
        Instant heard = edge.origin().heard();
        return heard.isBefore(Instant.EPOCH) || heard.isAfter(indexed) ? indexed : heard;
    }

    private void drop(SubjectFact.Edge edge, EdgeRow row) {
        EdgeState was = row.state().with(edges.descriptor(edge, row));
        edges.remove(edge, row);
        announce(Change.Type.REMOVED, edge, new Changes.States(learnt(edge, row.firstSeen(), was), Optional.empty()));
        verifications.gone(edge.subject(), edge.referrer());
    }

    private void announce(Change.Type type, SubjectFact.Edge edge, Changes.States states) {
        EdgeData.Beside beside = new EdgeData.Beside(
                edges.elsewhere(edge, Change.Data.MOST_ALSO_AT), verifications.of(edge.subject(), edge.referrer()));
        announce(type, edge, states, beside);
    }

    private void announce(Change.Type type, SubjectFact.Edge edge, Changes.States states, EdgeData.Beside beside) {
        Change change = Changes.of(type, edge, states, beside, position);
        RecordHeaders headers = new RecordHeaders();
        headers.add("content-type", Change.CONTENT_TYPE.getBytes(StandardCharsets.UTF_8));
        context.forward(
                new Record<>(
                        edge.subject().toString(),
                        change.toJson(),
                        position.appended().toEpochMilli(),
                        headers),
                Sinks.CHANGES);
        meters.counter("backref.index.changes", "type", type.name().toLowerCase(Locale.ROOT))
                .increment();
    }
}
