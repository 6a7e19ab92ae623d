package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Relation;
import dev.backref.ingest.contract.Digest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The relations of a manifest that are no evidence. The children of an index are the entries that say of themselves
 * neither that they are an artifact, as those of a list of referrers do (distribution-spec §Referrers Tag Schema), nor
 * that they attest another entry.
 */
final class Relations {
    /** The first version of the rules that has them. */
    static final int SINCE = 4;

    private static final String BASE = "org.opencontainers.image.base.digest";

    private Relations() {}

    /**
     * What a manifest is related to; nothing is related to itself.
     *
     * @param claims what it claims, as an index, of manifests that it lists
     */
    static Set<RelatedManifest> of(Digest digest, ParsedManifest manifest, Set<Assertion> claims) {
        Set<Digest> evidence = claims.stream().map(Assertion::referrer).collect(Collectors.toCollection(HashSet::new));
        Stream<RelatedManifest> children = manifest.entries().untyped().stream()
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
