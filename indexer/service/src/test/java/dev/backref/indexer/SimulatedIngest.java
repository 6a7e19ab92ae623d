package dev.backref.indexer;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationKnowledge;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The real index with registries and an ingest that are played. Where the index runs is left to the subclasses. */
abstract class SimulatedIngest implements SignalBackend {
    private static final int PATIENCE_S = 20;
    private static final Map<String, RegistryHistory> CONFIGURED = Map.of(
            FRESH, RegistryHistory.NONE,
            MIRROR, RegistryHistory.NONE,
            QUIET, RegistryHistory.NONE,
            LEGACY, RegistryHistory.UNKNOWN);

    final SimulatedRegistries registries = new SimulatedRegistries();
    private final Set<String> heard = new HashSet<>();
    private final Set<Source> troubled = new HashSet<>();
    private final Map<Source, Long> asked = new HashMap<>();
    private int deliveries;

    /** Writes an observation. */
    abstract void observe(Observation observation);

    /** Takes what the index wanted since the last call. */
    abstract List<RegistryEvent> takeWanted();

    /** Returns once everything that was written is applied, and everything wanted is answered. */
    abstract void settle();

    abstract SubjectIndex lookups();

    /** All changes that are committed. */
    abstract List<Change> allChanges();

    abstract Instant now();

    /** Says how the registries are configured, as ingest does when it starts. */
    final void configure() {
        CONFIGURED.forEach((name, history) -> signal(new LocationSignal.Registry(name, history, Optional.empty())));
    }

    /** Looks at everything that is wanted now, and says whether there was anything. */
    final boolean answerWanted() {
        List<RegistryEvent> wanted = takeWanted();
        wanted.forEach(event -> {
            asked.merge(event.source(), 1L, Long::sum);
            observe(registries.look(event, now()));
        });
        return !wanted.isEmpty();
    }

    @Override
    public void push(Location at, SampleManifest manifest) {
        Source.Manifest source = new Source.Manifest(at, manifest.digest());
        registries.hold(source, manifest);
        report(source, Cause.Kind.PUSH);
    }

    @Override
    public void pushUnreadable(Location at, SampleManifest manifest) {
        Source source = new Source.Manifest(at, manifest.digest());
        troubled.add(source);
        signal(new LocationSignal.Unresolved(source, "registry-error", "for a human", now(), now()));
    }

    @Override
    public void pushCorrupt(Location at, SampleManifest manifest) {
        Source source = new Source.Manifest(at, manifest.digest());
        signal(new LocationSignal.Rejected(source, "digest-mismatch", "for a human", now(), Optional.empty()));
    }

    @Override
    public void tag(Location at, String tag, SampleManifest manifest) {
        Source.Tag source = new Source.Tag(at, tag);
        registries.point(source, manifest.digest());
        push(at, manifest);
        report(source, Cause.Kind.PUSH);
    }

    @Override
    public void untag(Location at, String tag) {
        Source.Tag source = new Source.Tag(at, tag);
        registries.remove(source);
        report(source, Cause.Kind.DELETE);
    }

    @Override
    public void delete(Location at, Digest manifest) {
        registries.remove(new Source.Manifest(at, manifest));
        reportDeleted(at, manifest);
    }

    @Override
    public void lose(Location at, Digest manifest) {
        registries.remove(new Source.Manifest(at, manifest));
    }

    @Override
    public void reportDeleted(Location at, Digest manifest) {
        report(new Source.Manifest(at, manifest), Cause.Kind.DELETE);
    }

    @Override
    public void reportRepositoryDeleted(Location at) {
        registries.removeAll(at);
        report(new Source.Repository(at), Cause.Kind.DELETE);
    }

    /** A webhook arrives, and is worked off. */
    final void report(Source source, Cause.Kind kind) {
        String registry = source.location().registry();
        RegistryEvent event = RegistryEvent.wanted(source, new Cause(kind, "delivery-" + ++deliveries), now());
        observe(registries.look(event, now()));
        if (troubled.remove(source)) {
            signal(new LocationSignal.Resolved(source, now()));
        }
        RegistryHistory history = CONFIGURED.get(registry);
        if (history != null && heard.add(registry)) {
            signal(new LocationSignal.Registry(registry, history, Optional.of(now())));
        }
    }

    @Override
    public Optional<List<List<Descriptor>>> referrers(Location at, Digest subject, Set<String> types, int pageBytes) {
        settle();
        List<List<Descriptor>> pages = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            LocationAnswer page =
                    get(lookups().referrers(new LocationQuery(at, subject, types, after, pageBytes, ask())));
            if (page.knowledge().complete().isEmpty()) {
                return Optional.empty();
            }
            pages.add(Listed.in(page));
            after = page.next();
        } while (after.isPresent());
        return Optional.of(pages);
    }

    @Override
    public Optional<Source> withheldFor(Location at) {
        return knowledge(at).rejected().map(LocationKnowledge.Rejected::source);
    }

    @Override
    public SubjectAnswer subject(Digest subject, SubjectQuery.Filter filter, Optional<String> after, int limit) {
        settle();
        return get(lookups().subject(new SubjectQuery(subject, filter, after, limit, ask())));
    }

    @Override
    public RelationsAnswer relations(
            Digest subject, Relation relation, Relation.Direction direction, Optional<String> after, int limit) {
        settle();
        return get(lookups().relations(new RelationsQuery(subject, relation, direction, after, limit, ask())));
    }

    @Override
    public LocationKnowledge knowledge(Location at) {
        settle();
        Digest any = Digest.sha256(new byte[0]);
        return get(lookups().referrers(new LocationQuery(at, any, Set.of(), Optional.empty(), 1, ask())))
                .knowledge();
    }

    @Override
    public List<Change> changes(Digest subject) {
        settle();
        return allChanges().stream()
                .filter(change -> change.subject().equals(subject))
                .toList();
    }

    @Override
    public long asked(Location at, Digest manifest) {
        settle();
        return asked.getOrDefault(new Source.Manifest(at, manifest), 0L);
    }

    static Ask ask() {
        return new Ask(Caller.ANYONE, Instant.now().plusSeconds(PATIENCE_S), Optional.empty());
    }

    static <T> T get(CompletionStage<T> answer) {
        return answer.toCompletableFuture()
                .orTimeout(PATIENCE_S, TimeUnit.SECONDS)
                .join();
    }
}
