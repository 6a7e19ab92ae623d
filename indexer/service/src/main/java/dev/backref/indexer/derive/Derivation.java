package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that follows from a manifest's bytes alone.
 *
 * @param descriptor as a referrers answer gives it
 * @param kinds what evidence it is; {@code unknown} where no rule knows
 * @param evidence what its layers say
 * @param assertions what it claims of itself, by every form
 * @param entries what it lists where it is an image index; only a tag makes claims of that
 */
public record Derivation(
        Descriptor descriptor,
        Set<Kind> kinds,
        List<Evidence> evidence,
        Set<Assertion> assertions,
        IndexEntries entries) {
    /** The first version of the rules by which the entries of an index are known. */
    public static final int ENTRIES_SINCE = 2;

    private static final List<FormRule> FORMS = List.of(new SubjectField());
    private static final KindRules KINDS = KindRules.builtIn();

    /**
     * Derives from a manifest.
     *
     * @throws BeyondLimits when it may well say something, and is too odd to be read
     * @throws IllegalArgumentException when it says nothing, naming the field that is wrong and quoting its value
     */
    public static Derivation of(Digest digest, Observation.Manifest found) {
        ParsedManifest manifest = ParsedManifest.read(found);
        List<Evidence> evidence = KINDS.evidence(manifest);
        Set<Assertion> assertions = new HashSet<>();
        FORMS.forEach(form -> assertions.addAll(form.assertions(digest, manifest)));
        Descriptor descriptor = new Descriptor(
                manifest.mediaType(),
                digest,
                found.bytes().length,
                manifest.effectiveArtifactType(),
                manifest.annotations());
        return new Derivation(
                descriptor, KINDS.kinds(manifest, evidence), evidence, Set.copyOf(assertions), manifest.entries());
    }

    /** What remains to be said of bytes that are no manifest: they are there, and claim nothing. */
    public static Derivation opaque(Digest digest, Observation.Manifest found) {
        return new Derivation(
                new Descriptor(found.mediaType(), digest, found.bytes().length, Optional.empty(), Map.of()),
                Set.of(Kind.UNKNOWN),
                List.of(),
                Set.of(),
                IndexEntries.NONE);
    }
}
