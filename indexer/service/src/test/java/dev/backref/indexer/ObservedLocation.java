package dev.backref.indexer;

import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.Relation.Direction;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.EdgeRow;
import dev.backref.indexer.subject.SubjectHalf;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.LongStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** One location of the whole topology, which is told what looks found there. Nobody looks because the index asks. */
final class ObservedLocation implements AutoCloseable {
    static final Location AT = new Location("fresh", "app");

    final TestedTopology topology = new TestedTopology();
    private Instant now = Topologies.BEGIN;
    private IntSupplier rules = () -> Observation.RULES;

    void found(SampleManifest... manifests) {
        for (SampleManifest manifest : manifests) {
            found(manifest.digest(), manifest);
        }
    }

    /** A manifest is found under a digest of another algorithm, say. */
    void found(Digest digest, SampleManifest manifest) {
        observe(new Source.Manifest(AT, digest), new Observation.Manifest(manifest.bytes(), manifest.mediaType()));
    }

    /** It was reported as deleted before that look, which found it. */
    void foundBehindDeletion(SampleManifest manifest) {
        tell(looked(
                new Source.Manifest(AT, manifest.digest()),
                new Observation.Manifest(manifest.bytes(), manifest.mediaType()),
                true));
    }

    void gone(Digest manifest) {
        observe(new Source.Manifest(AT, manifest), new Observation.Gone());
    }

    void points(String tag, SampleManifest target) {
        observe(new Source.Tag(AT, tag), new Observation.PointsTo(target.digest()));
    }

    void untagged(String tag) {
        observe(new Source.Tag(AT, tag), new Observation.Gone());
    }

    void observe(Source source, Observation.Finding finding) {
        observe(source, finding, rules.getAsInt());
    }

    /** By a process with these rules. */
    void observe(Source source, Observation.Finding finding, int rules) {
        observe(source, finding, rules, Optional.empty());
    }

    /** It was looked at although the index did not ask. */
    void observe(Source source, Observation.Finding finding, Instant answers) {
        observe(source, finding, rules.getAsInt(), Optional.of(answers));
    }

    /** A look at this time that nobody asked for, behind the report of a deletion or not; it can be told later. */
    Observation looked(Source source, Observation.Finding finding, boolean behindDeletion) {
        Optional<Instant> unasked = Optional.of(RegistryEvent.NOT_ASKED);
        return observation(source, finding, delivery(), rules.getAsInt(), unasked)
                .behindDeletion(behindDeletion);
    }

    /** The same because the index asked. */
    Observation looked(RegistryEvent question, Observation.Finding finding) {
        return observation(
                question.source(), finding, question.cause(), rules.getAsInt(), Optional.of(question.asked()));
    }

    /** What a look found is told now. */
    void tell(Observation observation) {
        topology.observe(observation, now);
    }

    /** It was looked at because the index asked. */
    void answer(RegistryEvent question, Observation.Finding finding) {
        tell(looked(question, finding));
    }

    private void observe(Source source, Observation.Finding finding, int rules, Optional<Instant> answers) {
        tell(observation(source, finding, delivery(), rules, answers));
    }

    private Cause delivery() {
        return new Cause(Cause.Kind.PUSH, "delivery-" + now.toEpochMilli());
    }

    private Observation observation(
            Source source, Observation.Finding finding, Cause cause, int rules, Optional<Instant> answers) {
        now = now.plusMillis(1);
        return new Observation(source, finding, now, now, cause, Optional.empty(), rules, answers, false);
    }

    Copied last() {
        List<Copied> log = topology.log();
        return log.get(log.size() - 1);
    }

    /** Whoever looks has these rules, at each look. */
    void observedBy(IntSupplier changing) {
        rules = changing;
    }

    /** It is derived anew with this table of kinds. */
    void reindex(Copied original, Optional<String> kinds) {
        now = now.plusMillis(1);
        topology.reindex(original, kinds, now);
    }

    /** The manifests that the index asked for since the last call. */
    List<Digest> asked() {
        return sources().stream()
                .map(source -> ((Source.Manifest) source).digest())
                .toList();
    }

    /** All that the index asked for since the last call. */
    List<Source> sources() {
        return topology.takeWanted().stream().map(RegistryEvent::source).toList();
    }

    /** The edges of a subject by their referrers, as its rows tell them. */
    Map<Digest, EdgeState> edges(Digest subject) {
        return rows(subject, EdgeRow::state);
    }

    /** The edges of a subject with the forms that hold; without those of which none does any more. */
    Map<Digest, Set<Form>> held(Digest subject) {
        Map<Digest, Set<Form>> held = new TreeMap<>();
        edges(subject).forEach((referrer, edge) -> {
            Set<Form> forms = new HashSet<>(edge.forms());
            forms.removeAll(edge.lapsed());
            if (!forms.isEmpty()) {
                held.put(referrer, forms);
            }
        });
        return held;
    }

    /** Since when the index has each edge of a subject. */
    Map<Digest, Instant> firstSeen(Digest subject) {
        return rows(subject, EdgeRow::firstSeen);
    }

    private <T> Map<Digest, T> rows(Digest subject, Function<EdgeRow, T> part) {
        RowKey prefix = SubjectKeys.merged(subject);
        Map<Digest, T> found = new TreeMap<>();
        new Table(topology.store(SubjectHalf.STORE)).each(prefix, (key, value) -> {
            found.put(Digest.parse(key.behind(prefix).text()), part.apply(Json.read(value, EdgeRow.class)));
            return true;
        });
        return found;
    }

    /** The forms of an edge that is there that hold no longer. */
    Set<Form> lapsed(Digest subject, SampleManifest referrer) {
        return Optional.ofNullable(edges(subject).get(referrer.digest()))
                .map(EdgeState::lapsed)
                .orElseThrow(() -> new AssertionError("no edge from " + referrer.text()));
    }

    /** What a manifest is related to, as its rows tell it. */
    Set<Digest> related(Digest subject, Relation relation, Direction direction) {
        RowKey prefix = SubjectKeys.related(subject, direction, relation);
        Set<Digest> found = new TreeSet<>();
        new Table(topology.store(SubjectHalf.STORE))
                .each(
                        prefix,
                        (key, value) ->
                                found.add(Digest.parse(key.behind(prefix).text())));
        return found;
    }

    /** Lets another tag list so much that all that follows from what is found has to wait. */
    void busy() {
        SampleManifest large = SampleManifest.indexOf(LongStream.range(0, 300)
                .mapToObj(i -> SampleManifest.image("listed " + i).digest())
                .toList());
        found(large);
        points(SampleManifest.image("another subject").referrersTag(), large);
    }

    /** Lets time pass until nothing has to wait. */
    void workOff() {
        while (hasRows("WQ")) {
            topology.step();
        }
    }

    /** Whether a table has a row with this key at the location. */
    boolean has(String tableName, String component) {
        RowKey key = RowKey.of(tableName).text(AT.toString()).text(component);
        return new Table(topology.store(TestedTopology.LOCATIONS)).get(key).isPresent();
    }

    /** Whether a table has any row of the location. */
    boolean hasRows(String tableName) {
        return count(tableName, 1) > 0;
    }

    /** Takes the rows of the location out of a table, as a process that knows of no such table would have left it. */
    void dropRows(String tableName) {
        Set<RowKey> rows = new LinkedHashSet<>();
        KeyValueStore<Bytes, byte[]> store = topology.store(TestedTopology.LOCATIONS);
        new Table(store).each(RowKey.of(tableName).text(AT.toString()), (key, value) -> rows.add(key));
        rows.forEach(key -> store.delete(key.bytes()));
    }

    /** The rows of the location that a table has. */
    int count(String tableName) {
        return count(tableName, Integer.MAX_VALUE);
    }

    private int count(String tableName, int most) {
        int[] rows = new int[1];
        new Table(topology.store(TestedTopology.LOCATIONS))
                .each(RowKey.of(tableName).text(AT.toString()), (key, value) -> ++rows[0] < most);
        return rows[0];
    }

    @Override
    public void close() {
        topology.close();
    }
}
