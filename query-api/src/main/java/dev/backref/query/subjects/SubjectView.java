package dev.backref.query.subjects;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.backref.indexer.contract.Age;
import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.Verification;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.Place;
import dev.backref.query.walk.Found;
import dev.backref.query.walk.Told;
import dev.backref.query.walk.Walk;
import dev.backref.query.walk.WalkQuery;
import dev.backref.query.walk.Way;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An answer about a subject as it is served.
 *
 * @param refresh what came of having it looked at again, where somebody asked for that
 * @param servedBy said where it is a standby, whose rows are a little behind
 * @param ended why a page of what is inherited has fewer entries than it may, though there are more
 */
@JsonPropertyOrder({"subject", "position", "servedBy", "refresh", "completeness", "referrers", "ended", "next"})
record SubjectView(
        Digest subject,
        Position position,
        Optional<ServedBy> servedBy,
        Optional<Refreshed> refresh,
        Completeness completeness,
        List<ReferrerView> referrers,
        Optional<String> ended,
        Optional<String> next) {
    /** @param registries that are configured: an answer that speaks for all speaks for them too */
    static SubjectView of(SubjectAnswer answer, Optional<Refreshed> refresh, Set<String> registries) {
        return new SubjectView(
                answer.subject(),
                answer.position(),
                answer.servedBy().ifBehind(),
                refresh,
                answer.completeness().ofConfigured(registries),
                answer.referrers().stream()
                        .map(referrer -> view(answer.subject(), referrer))
                        .toList(),
                Optional.empty(),
                answer.next());
    }

    /** @param page of what hangs on the subject and on its indexes or platforms */
    static SubjectView of(WalkQuery query, Walk.Page page, Optional<Refreshed> refresh, Set<String> registries) {
        Digest subject = query.evidence().subject();
        return new SubjectView(
                subject,
                page.position(),
                page.servedBy().ifBehind(),
                refresh,
                page.completeness().ofConfigured(registries),
                page.told().stream().map(told -> view(subject, told)).toList(),
                page.ended(),
                page.next().map(cursor -> cursor.text(subject, query.route())));
    }

    /**
     * One referrer, with its descriptor's fields beside the others.
     *
     * @param verification whether somebody posted something about it: a list of referrers is a graph, not a verdict
     * @param verifications the last that each verifier posted about it
     * @param inherited where it hangs on another manifest than the one that was asked about
     */
    @JsonPropertyOrder({
        "descriptor",
        "inherited",
        "kinds",
        "verification",
        "verifications",
        "created",
        "evidence",
        "locations"
    })
    record ReferrerView(
            @JsonUnwrapped Descriptor descriptor,
            Optional<InheritedView> inherited,
            Set<Kind> kinds,
            String verification,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Verification> verifications,
            Optional<Created> created,
            List<EvidenceView> evidence,
            List<Place> locations) {}

    /**
     * The manifest that a referrer hangs on.
     *
     * @param way what it is to the one that was asked about
     */
    record InheritedView(Digest digest, Way way) {}

    /**
     * What one layer says.
     *
     * @param subjectMismatch whether its payload says that it is about another digest than the subject
     */
    record EvidenceView(
            @JsonUnwrapped Evidence evidence,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean subjectMismatch) {}

    private static ReferrerView view(Digest subject, Referrer referrer) {
        return view(Optional.empty(), referrer, layer -> layer.isAboutOther(subject));
    }

    /** A statement about one platform may hang on the index of all: to who asks about that platform it is about no other. */
    private static ReferrerView view(Digest subject, Told told) {
        Found found = told.found();
        return view(
                told.by().map(way -> new InheritedView(found.subject(), way)),
                found.referrer().orElseThrow(),
                layer -> layer.isAboutOther(found.subject()) && layer.isAboutOther(subject));
    }

    private static ReferrerView view(
            Optional<InheritedView> inherited, Referrer referrer, Predicate<Evidence> isMismatch) {
        // Two signatures over the same payload are two layers with one digest, and what it says is told of the first.
        Set<Digest> others = referrer.evidence().stream()
                .filter(isMismatch)
                .map(Evidence::digest)
                .collect(Collectors.toSet());
        return new ReferrerView(
                referrer.descriptor(),
                inherited,
                referrer.kinds(),
                Verification.word(referrer.verifications()),
                referrer.verifications(),
                Age.of(referrer.descriptor(), referrer.evidence()),
                referrer.evidence().stream()
                        .map(layer -> new EvidenceView(layer, others.contains(layer.digest())))
                        .toList(),
                referrer.locations().stream().map(Place::of).toList());
    }
}
