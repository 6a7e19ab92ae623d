package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Relation;
import dev.backref.ingest.contract.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The relations of a manifest that are no evidence. The children of an index are its entries but those that attest another
 * entry, and those that say of themselves that they are an artifact in an index which neither says what it is itself nor has a
 * subject: so stand referrers in a list (distribution-spec §Referrers Tag Schema).
 */
final class Relations {
    /** The first version of the rules that has them. */
    private static final int SINCE = 4;

    /** The first by which entries with types are children where the index says what it is. */
    private static final int TYPED_SINCE = 7;

    /** The first by which they are where it is a referrer, and so no list of such. */
    private static final int REFERRING_SINCE = 8;

    private static final String BASE = "org.opencontainers.image.base.digest";

    private Relations() {}

    /**
     * What a manifest is related to; nothing is related to itself.
     *
     * @param refers whether it is a referrer by its own word
     * @param claims what it claims, as an index, of manifests that it lists
     */
    static Set<RelatedManifest> of(
            Digest digest, ParsedManifest manifest, boolean refers, Set<Assertion> claims, int rules) {
        if (rules < SINCE) {
            return Set.of();
        }
        Set<Digest> evidence = claims.stream().map(Assertion::referrer).collect(Collectors.toCollection(HashSet::new));
        IndexEntries entries = manifest.entries();
        boolean typed =
                (rules >= TYPED_SINCE && manifest.artifactType().isPresent()) || (rules >= REFERRING_SINCE && refers);
        List<Digest> all = typed ? entries.digests() : entries.untyped();
        Stream<RelatedManifest> children = all.stream()
                .filter(child -> !evidence.contains(child))
                .map(child -> new RelatedManifest(Relation.INDEX_CHILD, child));
        Stream<RelatedManifest> base =
                Optional.ofNullable(manifest.annotations().get(BASE))
                        .flatMap(Digest::tryParse)
                        .map(image -> new RelatedManifest(Relation.BASE_IMAGE, image))
                        .stream();
        return Stream.concat(children, base)
                .filter(each -> !each.other().equals(digest))
                .collect(Collectors.toUnmodifiableSet());
    }
}
