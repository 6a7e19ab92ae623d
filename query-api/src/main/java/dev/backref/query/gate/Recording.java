package dev.backref.query.gate;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.RegistriesAnswer;
import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Examination;
import dev.backref.query.OnContext;
import dev.backref.query.Span;
import dev.backref.query.decisions.DecisionRecord;
import dev.backref.query.decisions.DecisionRecord.Query;
import dev.backref.query.decisions.DecisionRecord.RegistryThen;
import dev.backref.query.decisions.DecisionRecord.Result;
import dev.backref.query.decisions.DecisionRecord.When;
import dev.backref.query.decisions.NamedImage;
import dev.backref.query.decisions.Seen;
import dev.backref.query.requirement.Deciding;
import dev.backref.query.requirement.Deciding.Means;
import dev.backref.query.requirement.Decision;
import dev.backref.query.requirement.Question;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides about the manifests of one request, and keeps a record of each decision where it asks for that. Used on its event loop only. */
final class Recording {
    private static final String VERSION = Optional.ofNullable(
                    Recording.class.getPackage().getImplementationVersion())
            .orElse("unpackaged");

    private final DecisionBasis basis;
    private final Records records;
    private final Optional<Keep> keep;
    private final RoutingContext context;
    private @Nullable Future<Map<String, Examination>> examinations;

    /**
     * About which is decided.
     *
     * @param image by which it was named, where it was
     */
    record Manifest(Digest digest, Optional<NamedImage> image) {
        static Manifest of(Digest digest) {
            return new Manifest(digest, Optional.empty());
        }
    }

    Recording(DecisionBasis basis, Records records, Optional<Keep> keep, RoutingContext context) {
        this.basis = basis;
        this.records = records;
        this.keep = keep;
        this.context = context;
    }

    /** The decision about a manifest, once its record is kept; fails as a lookup does. */
    Future<SubjectView> decide(Asked asked, Manifest manifest, Means means) {
        Question question = asked.about(manifest.digest());
        if (keep.isEmpty()) {
            return new Deciding(question, means)
                    .decision()
                    .map(decision -> new SubjectView.Decided(decision, manifest.image(), Optional.empty()));
        }
        Seen seen = new Seen(question.subject());
        Means watched = new Means(
                seen.over(means.index()), means.notBefore(), means.now(), means.deadline(), means.registries());
        return new Deciding(question, watched)
                .decision()
                .compose(decision -> kept(asked, manifest, decision, new Sight(seen, means.now())));
    }

    /**
     * On what was decided.
     *
     * @param at by which ages were told
     */
    record Sight(Seen seen, Instant at) {}

    /** The decision that was made, once its record is kept where that is asked for; fails as a lookup does. */
    Future<SubjectView> kept(Asked asked, Manifest manifest, Decision decision, Sight sight) {
        if (keep.isEmpty()) {
            return Future.succeededFuture(new SubjectView.Decided(decision, manifest.image(), Optional.empty()));
        }
        return examinations(asked.conditions().caller())
                .map(known -> new DecisionRecord(
                        decision.subject(),
                        manifest.image(),
                        decision.outcome(),
                        new When(sight.at(), keep.get().reviewBy()),
                        asked.required().recorded(),
                        decision.verification(),
                        new Query(
                                sight.seen().query(),
                                asked.conditions().maxAge().map(Span::write)),
                        Result.of(decision, sight.seen()),
                        decision.completeness(),
                        registries(decision, known),
                        VERSION))
                .compose(record ->
                        records.decisions().keep(record, context.vertx().getOrCreateContext()))
                .map(id -> new SubjectView.Decided(decision, manifest.image(), Optional.of(id)));
    }

    /** Asked for once, because it is the same for all subjects of the request. No decision fails for lack of it. */
    private Future<Map<String, Examination>> examinations(Caller caller) {
        if (examinations == null) {
            Ask ask = new Ask(caller, basis.deadline(), Optional.empty());
            examinations = OnContext.of(records.knowledge().registries(ask), context)
                    .map(RegistriesAnswer::registries)
                    .map(Recording::examinations)
                    .otherwise(Map.of());
        }
        return examinations;
    }

    private static Map<String, Examination> examinations(List<RegistryKnowledge> known) {
        Map<String, Examination> examined = new TreeMap<>();
        known.forEach(registry -> registry.examination().ifPresent(found -> examined.put(registry.name(), found)));
        return examined;
    }

    private List<RegistryThen> registries(Decision decision, Map<String, Examination> examined) {
        Map<String, Set<String>> holding = decision.require().stream()
                .flatMap(verdict -> verdict.evidence().stream())
                .flatMap(evidence -> evidence.locations().stream())
                .collect(Collectors.groupingBy(
                        place -> place.registry(),
                        TreeMap::new,
                        Collectors.mapping(place -> place.repository(), Collectors.toCollection(TreeSet::new))));
        Set<String> names = new TreeSet<>(holding.keySet());
        decision.completeness().registries().stream().map(OfRegistry::name).forEach(names::add);
        return names.stream()
                .sorted(Comparator.comparing(name -> !holding.containsKey(name)))
                .map(name -> new RegistryThen(
                        name,
                        Optional.ofNullable(records.registries().get(name)),
                        List.copyOf(holding.getOrDefault(name, Set.of())),
                        Optional.ofNullable(examined.get(name))))
                .toList();
    }
}
