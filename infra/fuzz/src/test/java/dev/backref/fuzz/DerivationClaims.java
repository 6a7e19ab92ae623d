package dev.backref.fuzz;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.Derivation;
import dev.backref.indexer.derive.IndexEntries;
import dev.backref.indexer.derive.ParsedManifest;
import dev.backref.indexer.derive.RelatedManifest;
import dev.backref.indexer.derive.SubjectName;
import dev.backref.indexer.derive.TagClaim;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Payload;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the index relies on in whatever follows from a manifest. */
record DerivationClaims(Digest digest, int size, int rules) {
    private static final int CLAIMS_SINCE = 3;
    private static final int TYPED_SINCE = 7;
    private static final int REFERRING_SINCE = 8;
    private static final int RELATIONS_SINCE = 4;
    private static final int STATEMENTS_SINCE = 7;
    private static final int UNREAD_SINCE = 8;
    private static final int MOST_LAYERS = 1_000;

    void hold(Derivation derived) {
        Claim.that(derived.descriptor().digest().equals(digest), "the descriptor is of this manifest", derived);
        Claim.that(derived.descriptor().size() == size, "the descriptor's size is exact", derived);
        kinds(derived);
        payloads(derived);
        derived.assertions().forEach(each -> {
            Claim.that(each.referrer().equals(digest), "it asserts this of itself", each);
            assertion(each);
        });
        claims(derived);
        entries(derived.entries());
        relations(derived);
        if (rules == Observation.RULES) {
            WrittenClaims.hold(derived); // By former rules records have the same fields.
        }
    }

    private void kinds(Derivation derived) {
        List<Evidence> evidence = derived.evidence();
        Claim.that(evidence.size() <= MOST_LAYERS, "few layers are told", evidence.size());
        boolean statement = rules >= STATEMENTS_SINCE && evidence.stream().anyMatch(this::isStatementAlone);
        Set<Kind> kinds = new HashSet<>(derived.kinds());
        Claim.that(!statement || kinds.contains(Kind.ATTESTATION), "a statement is one beside others", derived);
        if (statement && kinds.size() > 1) {
            kinds.remove(Kind.ATTESTATION);
        }
        specific(kinds);
        for (Evidence each : evidence) {
            specific(each.kinds());
            Claim.that(
                    each.kinds().stream()
                            .allMatch(kind -> vague(kind) || derived.kinds().contains(kind)),
                    "the manifest is of the kinds of its layers",
                    derived);
            Claim.that(
                    each.predicateType().map(String::length).orElse(0) <= Payload.LONGEST_PREDICATE_TYPE,
                    "predicate types are short",
                    each);
        }
    }

    private static void payloads(Derivation derived) {
        Set<Digest> layers =
                derived.evidence().stream().map(Evidence::digest).collect(Collectors.toCollection(HashSet::new));
        for (Payload each : derived.payloads()) {
            Claim.that(layers.remove(each.blob()), "payloads are of layers, each once", derived);
            WrittenClaims.same(each, Payload.class);
        }
    }

    /** Since some version also one of which nobody has read what it says. */
    private boolean isStatementAlone(Evidence layer) {
        boolean known = layer.predicateType().isPresent() || rules >= UNREAD_SINCE;
        return known && layer.kinds().equals(Set.of(Kind.ATTESTATION));
    }

    private static void specific(Set<Kind> kinds) {
        Claim.that(!kinds.isEmpty(), "there is a kind", kinds);
        Claim.that(kinds.size() == 1 || kinds.stream().noneMatch(DerivationClaims::vague), "kinds are specific", kinds);
    }

    private static boolean vague(Kind kind) {
        return kind == Kind.UNKNOWN || kind == Kind.ATTESTATION;
    }

    /** Rows, cursors and keys hold its line and its parts. */
    private static void assertion(Assertion assertion) {
        Claim.that(Assertion.ofLine(assertion.line()).equals(assertion), "its line can be read", assertion);
        SubjectName subject = assertion.subject();
        Claim.that(subject.digest().filter(subject::fits).isPresent(), "a manifest names whole digests", assertion);
        for (String tag : TagClaim.tags(subject.digest().orElseThrow())) {
            Claim.that(
                    TagClaim.of(tag)
                            .filter(claim ->
                                    claim.subject().fits(subject.digest().orElseThrow()))
                            .isPresent(),
                    "the tags of a subject make claims of it",
                    tag);
        }
    }

    private void claims(Derivation derived) {
        Set<Digest> claimed = new HashSet<>();
        for (Assertion each : derived.claims()) {
            assertion(each);
            Claim.that(!each.referrer().equals(digest), "it claims this of others", each);
            Claim.that(!each.subject().fits(each.referrer()), "nothing refers to itself by another's word", each);
            Claim.that(claimed.add(each.referrer()), "one claim is made of each", each);
            Claim.that(derived.entries().digests().contains(each.referrer()), "it claims this of what it lists", each);
        }
        Claim.that(rules >= CLAIMS_SINCE || claimed.isEmpty(), "former rules made no claims", derived);
    }

    private static void entries(IndexEntries entries) {
        Set<Digest> all = Set.copyOf(entries.digests());
        Claim.that(
                entries.digests().equals(List.copyOf(new TreeSet<>(all))), "entries are in order, each once", entries);
        Claim.that(all.containsAll(entries.untyped()), "what has no type is an entry", entries);
        Claim.that(
                all.containsAll(entries.annotated().stream()
                        .map(ParsedManifest.Layer::digest)
                        .toList()),
                "what is annotated is an entry",
                entries);
    }

    private void relations(Derivation derived) {
        boolean saysWhatItIs = derived.descriptor().artifactType().isPresent()
                || (rules >= REFERRING_SINCE && !derived.assertions().isEmpty());
        IndexEntries entries = derived.entries();
        Set<Digest> children =
                new HashSet<>(rules >= TYPED_SINCE && saysWhatItIs ? entries.digests() : entries.untyped());
        derived.claims().forEach(each -> children.remove(each.referrer()));
        for (RelatedManifest each : derived.relations()) {
            Claim.that(RelatedManifest.ofLine(each.line()).equals(each), "its line can be read", each);
            Claim.that(!each.other().equals(digest), "nothing is related to itself", each);
            Claim.that(
                    each.relation() != Relation.INDEX_CHILD || children.contains(each.other()),
                    "children are entries and no evidence",
                    each);
        }
        Claim.that(rules >= RELATIONS_SINCE || derived.relations().isEmpty(), "former rules had no relations", derived);
    }
}
