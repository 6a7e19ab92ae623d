package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Payload;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that follows from a manifest's bytes alone, by one version of the rules.
 *
 * @param descriptor as a referrers answer gives it
 * @param kinds what evidence it is; {@code unknown} where no rule knows
 * @param evidence what its layers say
 * @param payloads what of that its blobs say themselves, those of layers, each once
 * @param assertions what it claims of itself, by every form
 * @param claims what it claims, as an index, of manifests that it lists
 * @param relations what it is related to and no evidence of
 * @param entries what it lists where it is an index; only a tag makes claims of that
 */
public record Derivation(
        Descriptor descriptor,
        Set<Kind> kinds,
        List<Evidence> evidence,
        List<Payload> payloads,
        Set<Assertion> assertions,
        Set<Assertion> claims,
        Set<RelatedManifest> relations,
        IndexEntries entries) {
    /** The first version of the rules by which the entries of an index are known. */
    public static final int ENTRIES_SINCE = 2;

    /** The first version of the rules by which payloads say what their blobs are. */
    private static final int PAYLOADS_SINCE = 6;

    /** The first by which each statement counts for what it is. */
    private static final int STATEMENTS_SINCE = 7;

    /** The first by which one does of which nothing is known. */
    private static final int UNREAD_SINCE = 8;

    /** Bytes of a manifest from which nothing can follow that is too large. */
    private static final int SURELY_SMALL = 64 * 1024;

    /** Bytes of a descriptor: as many as of a manifest, and an answer to OCI clients can hold one. */
    private static final long MOST_DESCRIBED = 4L * 1024 * 1024;

    /** Bytes of all that is kept of a manifest in one record, beside what records have around it, and what its few payloads say. */
    private static final long MOST_WRITTEN = 8L * 1024 * 1024;

    private static final List<FormRule> FORMS =
            List.of(new SubjectField(), new ArtifactSubject(), new BuildKitIndex(), new HelmProvenance());

    /**
     * Derives from a manifest.
     *
     * @param rules the version of the rules that its observation carries: what a former one said it says at every replay
     * @throws BeyondLimits when it may well say something, and is too odd to be read
     * @throws IllegalArgumentException when it says nothing, naming the field that is wrong and quoting its value
     */
    public static Derivation of(Digest digest, Observation.Manifest found, int rules) {
        ParsedManifest manifest = ParsedManifest.read(found, rules);
        KindRules table = KindRules.of(rules).extended(found.kinds());
        List<Payload> payloads = rules < PAYLOADS_SINCE ? List.of() : found.payloads();
        List<Evidence> evidence = table.evidence(manifest, payloads);
        Set<Assertion> assertions = new HashSet<>();
        Set<Assertion> claims = new HashSet<>();
        for (FormRule form : FORMS) {
            if (form.since() <= rules) {
                form.assertions(digest, manifest)
                        .forEach(each -> (each.referrer().equals(digest) ? assertions : claims).add(each));
            }
        }
        Descriptor descriptor = new Descriptor(
                manifest.mediaType(),
                digest,
                found.bytes().length,
                manifest.effectiveArtifactType(),
                manifest.annotations());
        if (found.bytes().length > SURELY_SMALL) {
            requireRoom(descriptor, evidence);
        }
        return new Derivation(
                descriptor,
                kinds(table.kinds(manifest, evidence), evidence, rules),
                evidence,
                ofLayers(payloads, evidence),
                Set.copyOf(assertions),
                Set.copyOf(claims),
                Relations.of(digest, manifest, !assertions.isEmpty(), claims, rules),
                manifest.entries());
    }

    /** A layer whose statement is of no better known kind is one all the same beside others of which more is known. */
    private static Set<Kind> kinds(Set<Kind> specific, List<Evidence> evidence, int rules) {
        Set<Kind> kinds = new HashSet<>(specific);
        if (rules >= STATEMENTS_SINCE && evidence.stream().anyMatch(layer -> isStatementAlone(layer, rules))) {
            kinds.add(Kind.ATTESTATION);
        }
        return kinds;
    }

    private static boolean isStatementAlone(Evidence layer, int rules) {
        boolean known = layer.predicateType().isPresent() || rules >= UNREAD_SINCE;
        return known && layer.kinds().equals(Set.of(Kind.ATTESTATION));
    }

    private static List<Payload> ofLayers(List<Payload> payloads, List<Evidence> layers) {
        Set<Digest> blobs = layers.stream().map(Evidence::digest).collect(Collectors.toCollection(HashSet::new));
        return payloads.stream().filter(each -> blobs.remove(each.blob())).toList();
    }

    /**
     * A record larger than the log takes would stop the index for good. Bytes that are no UTF-8 grow threefold, a predicate
     * type is said again of each layer, and what JSON escapes takes six bytes.
     */
    private static void requireRoom(Descriptor descriptor, List<Evidence> evidence) {
        long described = Json.write(descriptor).length;
        requireRoom("its descriptor", described, MOST_DESCRIBED);
        requireRoom("what it holds", described + Json.write(evidence).length, MOST_WRITTEN);
    }

    private static void requireRoom(String what, long bytes, long most) {
        if (bytes > most) {
            throw new BeyondLimits(what, bytes, most);
        }
    }

    /** Whether what it lists are its subject's referrers where a referrers tag points to it. */
    public boolean listsReferrers() {
        return ParsedManifest.isImageIndex(descriptor.mediaType());
    }

    /** What remains to be said of bytes that are no manifest: they are there, and claim nothing. */
    public static Derivation opaque(Digest digest, Observation.Manifest found) {
        return new Derivation(
                new Descriptor(found.mediaType(), digest, found.bytes().length, Optional.empty(), Map.of()),
                Set.of(Kind.UNKNOWN),
                List.of(),
                List.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                IndexEntries.NONE);
    }
}
