package dev.backref.query.requirement;

import dev.backref.indexer.contract.Age;
import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.requirement.NotCounted.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a referrer counts as evidence of a kind, as far as it says itself.
 *
 * @param why it does not; absent where it does
 * @param created when that evidence was made
 */
record Weighed(Optional<Why> why, Optional<Created> created) {
    /** By how much the clock of whoever made it may be ahead. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    /**
     * Whether it holds an attestation of which the payload was not read, so that it could be of any kind, whatever else it holds.
     * One that was read says something: its predicate type at least. An index has no layers, and lists what nobody read.
     */
    static boolean couldBeAnything(Referrer referrer) {
        boolean isUnread = referrer.evidence().isEmpty()
                ? referrer.kinds().equals(Set.of(Kind.ATTESTATION))
                : hasUnread(referrer.evidence());
        return isUnread && !isLapsed(referrer);
    }

    /** What a payload says is told of the first of its layers. */
    private static boolean hasUnread(List<Evidence> layers) {
        Set<Digest> read = layers.stream()
                .filter(layer -> !isUnread(layer))
                .map(Evidence::digest)
                .collect(Collectors.toSet());
        return layers.stream().anyMatch(layer -> isUnread(layer) && !read.contains(layer.digest()));
    }

    private static boolean isUnread(Evidence layer) {
        return layer.kinds().equals(Set.of(Kind.ATTESTATION))
                && layer.predicateType().isEmpty()
                && layer.subjects().isEmpty()
                && layer.created().isEmpty();
    }

    private static boolean isLapsed(Referrer referrer) {
        return referrer.locations().stream().allMatch(at -> at.lapsed().containsAll(at.forms()));
    }

    /**
     * Weighs one of the term's kind. Where what refers to the subject says that it is about another digest, somebody may have
     * copied a signature or an SBOM from there: it says nothing of the subject, and must not let it pass.
     */
    static Weighed of(Term term, Digest subject, Referrer referrer, Instant now) {
        // Two signatures over the same payload are two layers with one digest, and what it says is told of the first.
        Set<Digest> others = referrer.evidence().stream()
                .filter(layer -> layer.isAboutOther(subject))
                .map(Evidence::digest)
                .collect(Collectors.toSet());
        List<Evidence> ofKind = new ContentFilter(Set.of(term.kind()), Set.of(), Map.of()).meant(referrer.evidence());
        List<Evidence> own = own(ofKind, others);
        // Another layer that cannot be of now does not hide one that is young.
        List<Evidence> past = own.stream()
                .filter(layer ->
                        layer.created().filter(made -> isInFuture(made, now)).isEmpty())
                .toList();
        Optional<Created> created = Age.of(referrer.descriptor(), past).or(() -> Age.of(referrer.descriptor(), own));
        return new Weighed(
                why(referrer, ofKind, others).or(() -> term.youngerThan().flatMap(age -> whyTooOld(created, age, now))),
                created);
    }

    private static Optional<Why> why(Referrer referrer, List<Evidence> ofKind, Set<Digest> others) {
        if (isLapsed(referrer)) {
            return Optional.of(Why.LAPSED);
        }
        List<Evidence> said = ofKind.isEmpty() ? referrer.evidence() : ofKind;
        return !said.isEmpty() && own(said, others).isEmpty() ? Optional.of(Why.SUBJECT_MISMATCH) : Optional.empty();
    }

    private static List<Evidence> own(List<Evidence> layers, Set<Digest> others) {
        return layers.stream().filter(layer -> !others.contains(layer.digest())).toList();
    }

    private static boolean isInFuture(Created made, Instant now) {
        return made.at().isAfter(now.plus(CLOCKS_APART));
    }

    private static Optional<Why> whyTooOld(Optional<Created> created, Duration age, Instant now) {
        if (created.isEmpty()) {
            return Optional.of(Why.AGE_UNKNOWN);
        }
        if (isInFuture(created.get(), now)) {
            return Optional.of(Why.IN_FUTURE);
        }
        return created.get().at().isAfter(now.minus(age)) ? Optional.empty() : Optional.of(Why.TOO_OLD);
    }
}
