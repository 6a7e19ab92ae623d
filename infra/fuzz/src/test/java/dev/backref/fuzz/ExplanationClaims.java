package dev.backref.fuzz;

import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.Derivation;
import dev.backref.indexer.derive.Explanation;
import dev.backref.indexer.derive.TagClaim;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** An explanation derives once more, which must become the same, and tells all of that and of what a tag adds to it. */
record ExplanationClaims(Digest digest, Observation.Manifest found) {
    void hold(Optional<String> tag) {
        Outcome outcome = Outcome.of(digest, found, Observation.RULES);
        try {
            explained(Explanation.of(digest, found, tag), outcome.derivation().orElseThrow(), tag);
        } catch (IllegalArgumentException refused) {
            Claim.that(outcome.refusal().equals(refused.getMessage()), "it is explained or refused", outcome);
        }
    }

    private void explained(Explanation explained, Derivation derived, Optional<String> tag) {
        Claim.that(explained.derivation().equals(derived), "what is derived is explained", explained);
        Set<Assertion> more = new HashSet<>(explained.assertions());
        Claim.that(more.size() == explained.assertions().size(), "each assertion is explained once", explained);
        Claim.that(
                more.containsAll(derived.assertions()) && more.containsAll(derived.claims()),
                "all assertions are explained",
                explained);
        more.removeAll(derived.assertions());
        more.removeAll(derived.claims());
        Optional<TagClaim> claim = tag.flatMap(TagClaim::of);
        for (Assertion each : more) {
            Claim.that(claim.filter(by -> isBy(by, each, derived)).isPresent(), "only its tag adds to it", each);
        }
        Claim.that(derived.relations().containsAll(explained.relations()), "relations are those derived", explained);
        Claim.that(
                !found.payloads().isEmpty()
                        || derived.kinds().stream()
                                .filter(kind -> kind != Kind.UNKNOWN)
                                .allMatch(kind -> explained.reasons().stream()
                                        .anyMatch(reason -> reason.kinds().contains(kind))),
                "there is a reason for each kind",
                explained);
    }

    private boolean isBy(TagClaim claim, Assertion added, Derivation derived) {
        return claim.holdsFor(digest)
                && added.form() == claim.form()
                && added.subject().equals(claim.subject())
                && !added.subject().fits(added.referrer())
                && (claim.list()
                        ? derived.listsReferrers()
                                && derived.entries().digests().contains(added.referrer())
                        : added.referrer().equals(digest));
    }
}
