package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;
import java.util.List;

/**
 * The {@code subject} of the manifests that artifacts had before image manifests could have one: of OCI 1.1-rc (image-spec
 * v1.1.0-rc2 artifact.md) and of ORAS, whose first draft calls it {@code subjectManifest}.
 */
final class ArtifactSubject implements FormRule {
    @Override
    public int since() {
        return 3;
    }

    @Override
    public List<Assertion> assertions(Digest digest, ParsedManifest manifest) {
        return manifest.isArtifact()
                ? manifest.subject().stream()
                        .map(subject -> new Assertion(SubjectName.of(subject), digest, Form.SUBJECT_FIELD))
                        .toList()
                : List.of();
    }
}
