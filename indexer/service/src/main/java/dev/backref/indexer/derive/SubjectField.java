package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;
import java.util.Set;

/**
 * The {@code subject} of an image manifest or index (image-spec manifest.md, image-index.md). What a subject means in
 * manifests of other media types is not defined there, so it asserts nothing.
 */
final class SubjectField implements FormRule {
    private static final Set<String> DEFINED_FOR =
            Set.of("application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json");

    @Override
    public Set<Assertion> assertions(Digest digest, ParsedManifest manifest) {
        if (!DEFINED_FOR.contains(manifest.mediaType())) {
            return Set.of();
        }
        return manifest.subject()
                .map(subject -> Set.of(new Assertion(SubjectName.of(subject), digest, Form.SUBJECT_FIELD)))
                .orElse(Set.of());
    }
}
