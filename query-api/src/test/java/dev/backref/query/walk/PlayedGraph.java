package dev.backref.query.walk;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.Relation.Direction;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.query.FakeIndex;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** An index that holds what a test says, in pages of so many entries, with the cursors that the index has: the last entry. */
public final class PlayedGraph {
    public static final Instant THEN = Instant.parse("2026-11-30T12:00:00Z");

    private static final String GAP = "gap-";

    private final Map<Digest, Map<Way, Set<Digest>>> edges = new HashMap<>();
    private final FakeIndex index = new FakeIndex();
    private final int pageSize;
    private boolean hasGaps;
    private int asked;

    /** What becomes of an answer on its way. */
    Delivery delivery = new Delivery() {
        @Override
        public <A> CompletionStage<A> deliver(Listing listing, Supplier<A> answer) {
            return CompletableFuture.completedStage(answer.get());
        }
    };

    public PlayedGraph(int pageSize) {
        this.pageSize = pageSize;
        index.ofSubject = query -> answer(
                new Listing(query.subject(), Way.REFERRER, query.after()),
                () -> subject(query, page(query.subject(), Way.REFERRER, query.after())));
        index.ofRelations = query -> answer(
                new Listing(query.subject(), way(query), query.after()),
                () -> relations(query, page(query.subject(), way(query), query.after())));
    }

    /** Gives an empty page before each: what stands there the caller may not see, say. */
    PlayedGraph withGaps() {
        hasGaps = true;
        return this;
    }

    /** Answers otherwise about referrers. */
    void ofSubject(UnaryOperator<SubjectAnswer> other) {
        Function<SubjectQuery, CompletionStage<SubjectAnswer>> plain = index.ofSubject;
        index.ofSubject = query -> plain.apply(query).thenApply(other);
    }

    /** Answers otherwise about relations. */
    void ofRelations(UnaryOperator<RelationsAnswer> other) {
        Function<RelationsQuery, CompletionStage<RelationsAnswer>> plain = index.ofRelations;
        index.ofRelations = query -> plain.apply(query).thenApply(other);
    }

    /** Hands an answer on: at once, later, or never. */
    interface Delivery {
        <A> CompletionStage<A> deliver(Listing listing, Supplier<A> answer);
    }

    public static Digest digest(String name) {
        return Digest.sha256(name.getBytes(StandardCharsets.UTF_8));
    }

    public FakeIndex index() {
        return index;
    }

    static WalkQuery query(
            Digest subject, Route route, int limit, Optional<WalkCursor> begin, Optional<Position> atLeast) {
        Ask ask = new Ask(Caller.ANYONE, THEN, atLeast);
        return new WalkQuery(
                new SubjectQuery(subject, SubjectQuery.Filter.NONE, Optional.empty(), limit, ask), route, begin);
    }

    /** A walk through it. */
    Walk walk(WalkQuery query) {
        return new Walk(
                query,
                new Listings(
                        query.evidence(),
                        subject -> Future.fromCompletionStage(index.subject(subject)),
                        relations -> Future.fromCompletionStage(index.relations(relations))));
    }

    /** Lookups that the index has been asked for. */
    public int asked() {
        return asked;
    }

    public PlayedGraph refers(Digest referrer, Digest subject) {
        return put(subject, Way.REFERRER, referrer);
    }

    public PlayedGraph lists(Digest list, Digest child) {
        return put(list, Way.CHILD, child).put(child, Way.INDEX, list);
    }

    public PlayedGraph builtFrom(Digest image, Digest base) {
        return put(image, Way.BASE, base).put(base, Way.DERIVED, image);
    }

    /** What is around a manifest by one way, in the order of digests. */
    public Set<Digest> around(Digest manifest, Way way) {
        return edges.getOrDefault(manifest, Map.of()).getOrDefault(way, Set.of());
    }

    private PlayedGraph put(Digest from, Way way, Digest to) {
        edges.computeIfAbsent(from, none -> new EnumMap<>(Way.class))
                .computeIfAbsent(way, none -> new TreeSet<>())
                .add(to);
        return this;
    }

    private synchronized <A> CompletionStage<A> answer(Listing listing, Supplier<A> answer) {
        asked++;
        return delivery.deliver(listing, answer);
    }

    private static Way way(RelationsQuery query) {
        boolean out = query.direction() == Direction.OUT;
        return query.relation() == Relation.INDEX_CHILD ? out ? Way.CHILD : Way.INDEX : out ? Way.BASE : Way.DERIVED;
    }

    private record Found(List<Digest> entries, Optional<String> next) {}

    private Found page(Digest manifest, Way way, Optional<String> after) {
        if (hasGaps && after.filter(cursor -> cursor.startsWith(GAP)).isEmpty()) {
            return new Found(List.of(), Optional.of(GAP + after.orElse("")));
        }
        Optional<Digest> last = after.map(cursor -> cursor.replace(GAP, ""))
                .filter(cursor -> !cursor.isEmpty())
                .map(Digest::parse);
        List<Digest> rest = around(manifest, way).stream()
                .filter(entry -> last.map(end -> entry.compareTo(end) > 0).orElse(true))
                .toList();
        List<Digest> entries = new ArrayList<>(rest.subList(0, Math.min(pageSize, rest.size())));
        return new Found(
                entries,
                rest.size() > pageSize ? Optional.of(entries.get(pageSize - 1).toString()) : Optional.empty());
    }

    private static SubjectAnswer subject(SubjectQuery query, Found page) {
        Location at = new Location("local", "app");
        List<Referrer> referrers = page.entries().stream()
                .map(digest -> new Referrer(
                        new Descriptor(
                                "application/vnd.oci.image.manifest.v1+json",
                                digest,
                                7,
                                Optional.of("application/spdx+json"),
                                Map.of()),
                        Set.of(Kind.SBOM),
                        List.of(),
                        List.of(new Referrer.At(at, Set.of(Form.SUBJECT_FIELD), Set.of(), THEN, THEN))))
                .toList();
        return new SubjectAnswer(query.subject(), position(), ServedBy.ACTIVE, knowledge(), referrers, page.next());
    }

    private static RelationsAnswer relations(RelationsQuery query, Found page) {
        List<RelationsAnswer.Related> related = page.entries().stream()
                .map(digest -> new RelationsAnswer.Related(
                        digest, List.of(new RelationsAnswer.At(new Location("local", "app"), THEN, THEN))))
                .toList();
        return new RelationsAnswer(
                query.subject(),
                position(),
                ServedBy.ACTIVE,
                knowledge().limited("relations are not all known"),
                related,
                page.next());
    }

    public static Position position() {
        return new Position(1, 3, 7, THEN);
    }

    private static Completeness knowledge() {
        return new Completeness("local", Completeness.State.COMPLETE, Optional.of(THEN), Optional.empty(), List.of());
    }
}
