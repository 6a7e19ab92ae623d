package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Set;

/**
 * The {@code subject} of an image manifest or index (image-spec manifest.md, image-index.md). What a subject means in
 * manifests of other media types is not defined there.
 */
final class SubjectField implements FormRule {
    private static final Set<String> DEFINED_FOR =
            Set.of("application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json");

    @Override
    public int since() {
        return 1;
    }

    @Override
    public List<Assertion> assertions(Digest digest, ParsedManifest manifest) {
        return DEFINED_FOR.contains(manifest.mediaType())
                ? manifest.subject().stream()
                        .map(subject -> new Assertion(SubjectName.of(subject), digest, Form.SUBJECT_FIELD))
                        .toList()
                : List.of();
    }
}
