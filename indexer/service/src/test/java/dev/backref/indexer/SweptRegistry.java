package dev.backref.indexer;

import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.LocationSignal.Confirmed;
import dev.backref.ingest.contract.LocationSignal.ListedReferrers;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.Rejected;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One location of a registry, of which the index learns only by what is looked at. Tests say when that is: ingest is
 * played, the index is real.
 */
final class SweptRegistry implements AutoCloseable {
    static final Location AT = new Location("old", "team/app");

    final TestedTopology topology = new TestedTopology();
    final Map<Digest, SampleManifest> manifests = new TreeMap<>();
    final SortedMap<String, Digest> tags = new TreeMap<>();
    /** What was looked at because the index asked, in order. */
    final List<RegistryEvent> asked = new ArrayList<>();

    /** What the registry does not give out, and how it says so. */
    final Map<Source, String> refused = new HashMap<>();

    private static final Optional<Instant> NOTHING_ASKED = Optional.of(RegistryEvent.NOT_ASKED);

    /** Steps in which a whole listing is compared, with none in which anything is asked. */
    private static final int QUIET = 40;

    private final List<RegistryEvent> pending = new ArrayList<>();
    private final Basis basis;
    private Instant now = Topologies.BEGIN;
    private boolean doubting;
    private boolean fromNothing;
    private int sweeps;

    SweptRegistry(Basis basis) {
        this.basis = basis;
    }

    Instant now() {
        return now;
    }

    /** Nothing is there yet, as is configured, and its webhooks are known to come. */
    void listen() {
        configure(RegistryHistory.NONE);
    }

    /** What it held when Backref began to listen, as is configured from now on. */
    void configure(RegistryHistory history) {
        fromNothing = history == RegistryHistory.NONE;
        signal(new LocationSignal.Registry(AT.registry(), history, Optional.of(now)));
    }

    /** Time passes in which nothing happens. */
    void pass(Duration time) {
        now = now.plus(time);
        topology.pass(time);
    }

    void hold(SampleManifest... some) {
        for (SampleManifest manifest : some) {
            manifests.put(manifest.digest(), manifest);
        }
    }

    void tag(String tag, SampleManifest manifest) {
        hold(manifest);
        tags.put(tag, manifest.digest());
    }

    /** Deletes a manifest, and with it the tags that point to it, as registries do. */
    void delete(Digest manifest) {
        manifests.remove(manifest);
        tags.values().removeIf(manifest::equals);
    }

    /** The index is built so long after all that happens from now on was written. */
    void rebuildAfter(Duration time) {
        topology.pass(time);
    }

    /** What happens from now on is written so much later. */
    void goOnAfter(Duration time) {
        now = now.plus(time);
    }

    /** A webhook leads to a look. */
    void report(Source source, Cause.Kind kind) {
        tick();
        look(RegistryEvent.wanted(source, new Cause(kind, "delivery-" + now.toEpochMilli()), now));
    }

    void reportPush(SampleManifest manifest) {
        report(new Source.Manifest(AT, manifest.digest()), Cause.Kind.PUSH);
    }

    /** Begins a sweep. */
    Sweep begin() {
        tick();
        return new Sweep("sweep-" + ++sweeps, now, basis, fromNothing);
    }

    /** All pieces of a listing of the location as it is, each with so many sources. */
    List<Listing> pieces(Sweep sweep, int size) {
        return pieces(sweep, size, 0, "");
    }

    /** Those with what lies behind a name, the first of them with this number. */
    List<Listing> pieces(Sweep sweep, int size, int number, String after) {
        return new PlayedListing(sweep, tags, manifests.keySet()).pieces(size, number, after);
    }

    /** The index is stopped, and begins again with what its stores hold. */
    void restartIndex() {
        pending.addAll(topology.takeWanted());
        topology.restart();
    }

    void signal(LocationSignal signal) {
        tick();
        topology.signal(signal, now);
    }

    /** One whole sweep that nothing disturbs. */
    Sweep sweep() {
        Sweep sweep = begin();
        pieces(sweep, 3).forEach(this::signal);
        settle();
        return sweep;
    }

    /** Answers what the index asks for until it asks for nothing more. */
    void settle() {
        int quiet = 0;
        while (quiet < QUIET) {
            topology.step();
            quiet = answer(Integer.MAX_VALUE) == 0 ? quiet + 1 : 0;
        }
    }

    /** Answers at most so many of the questions that the index has asked, and says how many. */
    int answer(int most) {
        pending.addAll(topology.takeWanted());
        int answered = 0;
        while (answered < most && !pending.isEmpty()) {
            RegistryEvent next = pending.remove(0);
            asked.add(next);
            look(next);
            answered++;
        }
        return answered;
    }

    private void look(RegistryEvent why) {
        tick();
        Optional<Instant> answers = Optional.of(why.asked());
        Source source = why.source();
        if (refused.containsKey(source)) {
            topology.signal(new Rejected(source, refused.get(source), "for a human", now, answers), now);
            return;
        }
        if (source instanceof Source.Referrers list) {
            List<Digest> referrers = manifests.values().stream()
                    .filter(manifest -> manifest.text().contains("\"subject\"")
                            && manifest.text().contains(list.subject().toString()))
                    .map(SampleManifest::digest)
                    .toList();
            topology.signal(new ListedReferrers(list, referrers, why.cause(), true, now, answers), now);
            return;
        }
        Observation.Finding finding = find(source);
        Source manifest = finding instanceof Observation.PointsTo tag ? new Source.Manifest(AT, tag.digest()) : source;
        if (!manifest.equals(source) && isFetched(why) && !refused.containsKey(manifest)) {
            topology.observe(Observation.of(manifest, find(manifest), now, why).answering(NOTHING_ASKED), now);
        }
        if (why.known() && finding instanceof Observation.Manifest) {
            topology.signal(new Confirmed(source, now, answers), now);
        } else {
            topology.observe(Observation.of(source, finding, now, why).answering(answers), now);
        }
    }

    /** A tag that is new to the index is fetched with its manifest, unless somebody may know better of that. */
    private boolean isFetched(RegistryEvent why) {
        return why.cause().kind() == Cause.Kind.SWEEP && !why.known() && (!doubting || asked.size() % 3 != 0);
    }

    /** From now on, of every third tag it is told only where it points. */
    void doubt() {
        doubting = true;
    }

    private Observation.Finding find(Source source) {
        if (source instanceof Source.Manifest manifest && manifests.containsKey(manifest.digest())) {
            SampleManifest found = manifests.get(manifest.digest());
            return new Observation.Manifest(found.bytes(), found.mediaType());
        }
        if (source instanceof Source.Tag tag && tags.containsKey(tag.tag())) {
            return new Observation.PointsTo(tags.get(tag.tag()));
        }
        return new Observation.Gone();
    }

    private void tick() {
        now = now.plusMillis(1);
    }

    /** The referrers of a subject that the index has at the location, and what it knows of that. */
    LocationAnswer answer(Digest subject) {
        return answer(AT, subject);
    }

    LocationKnowledge knowledge(Location at) {
        return answer(at, Digest.sha256(new byte[0])).knowledge();
    }

    private LocationAnswer answer(Location at, Digest subject) {
        return SimulatedIngest.get(topology.lookups()
                .referrers(
                        new LocationQuery(at, subject, Set.of(), Optional.empty(), 1_000_000, SimulatedIngest.ask())));
    }

    Set<Digest> referrers(Digest subject) {
        return Listed.in(answer(subject)).stream().map(Descriptor::digest).collect(Collectors.toSet());
    }

    /** What the index says of the registry as a whole. */
    OfRegistry ofRegistry() {
        return of(new Filter(Set.of(), Optional.empty(), Optional.empty()));
    }

    /** What it says of a location of it. */
    OfRegistry ofLocation(Location at) {
        return of(new Filter(Set.of(), Optional.of(at.registry()), Optional.of(at.repository())));
    }

    private OfRegistry of(Filter filter) {
        SubjectQuery query =
                new SubjectQuery(Digest.sha256(new byte[0]), filter, Optional.empty(), 1, SimulatedIngest.ask());
        return SimulatedIngest.get(topology.lookups().subject(query))
                .completeness()
                .registries()
                .get(0);
    }

    /** What is told of the registry to operators. */
    RegistryKnowledge told() {
        return SimulatedIngest.get(topology.registries().registries(SimulatedIngest.ask()))
                .registries()
                .get(0);
    }

    long drift() {
        return (long) topology.meters.find("backref.sweep.drift").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Override
    public void close() {
        topology.close();
    }
}
