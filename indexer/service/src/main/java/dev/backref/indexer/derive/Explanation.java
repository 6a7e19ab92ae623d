package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Relation;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a manifest becomes, and by which rules.
 *
 * @param assertions all that it claims: of itself, of what it lists, and by the tag under which it is
 * @param relations what it is related to and no evidence of, under that tag
 * @param reasons every row of the table of kinds that fits something in it
 */
public record Explanation(
        Derivation derivation, List<Assertion> assertions, List<RelatedManifest> relations, List<KindReason> reasons) {
    /**
     * Explains a manifest by the rules of this program.
     *
     * @param digest of its bytes
     * @param tag that points to it
     * @throws IllegalArgumentException when it says nothing, naming the field that is wrong and quoting its value
     */
    public static Explanation of(Digest digest, Observation.Manifest found, Optional<String> tag) {
        Derivation derivation = Derivation.of(digest, found, Observation.RULES);
        Optional<TagClaim> claim = tag.flatMap(TagClaim::of).filter(each -> each.holdsFor(digest));
        List<Assertion> assertions = Stream.of(
                        derivation.assertions().stream(),
                        derivation.claims().stream(),
                        claim.stream().flatMap(each -> byTag(each, digest, derivation)))
                .flatMap(each -> each)
                .sorted(Comparator.comparing(Assertion::form).thenComparing(Assertion::line))
                .toList();
        List<RelatedManifest> relations = derivation.relations().stream()
                .filter(each ->
                        claim.isEmpty() || !derivation.listsReferrers() || each.relation() != Relation.INDEX_CHILD)
                .sorted(Comparator.comparing(RelatedManifest::line))
                .toList();
        return new Explanation(
                derivation,
                assertions,
                relations,
                KindRules.of(Observation.RULES)
                        .extended(found.kinds())
                        .reasons(ParsedManifest.read(found, Observation.RULES)));
    }

    private static List<Digest> referrers(TagClaim claim, Digest digest, Derivation derivation) {
        if (!claim.list()) {
            return List.of(digest);
        }
        return derivation.listsReferrers() ? derivation.entries().digests() : List.of();
    }

    private static Stream<Assertion> byTag(TagClaim claim, Digest digest, Derivation derivation) {
        return referrers(claim, digest, derivation).stream()
                .filter(referrer -> !claim.subject().fits(referrer))
                .map(referrer -> new Assertion(claim.subject(), referrer, claim.form()));
    }
}
