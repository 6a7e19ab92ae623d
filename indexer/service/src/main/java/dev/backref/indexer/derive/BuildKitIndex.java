package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The attestation manifests that BuildKit puts into an index (moby/buildkit attestation-storage.md): each entry's
 * annotations name the manifest of the same index that it is about. An entry that is there twice is about the first only:
 * else one index could have a large manifest told for each of ten thousand subjects.
 */
final class BuildKitIndex implements FormRule {
    private static final String TYPE = "vnd.docker.reference.type";
    private static final String ATTESTATION = "attestation-manifest";
    private static final String SUBJECT = "vnd.docker.reference.digest";

    @Override
    public int since() {
        return 3;
    }

    @Override
    public List<Assertion> assertions(Digest digest, ParsedManifest manifest) {
        Map<Digest, Assertion> found = new LinkedHashMap<>();
        for (ParsedManifest.Layer entry : manifest.entries().annotated()) {
            if (!entry.digest().equals(digest)) {
                subject(entry)
                        .filter(subject -> !subject.equals(entry.digest()))
                        .map(subject -> new Assertion(SubjectName.of(subject), entry.digest(), Form.BUILDKIT_INDEX))
                        .ifPresent(assertion -> found.putIfAbsent(entry.digest(), assertion));
            }
        }
        return List.copyOf(found.values());
    }

    private static Optional<Digest> subject(ParsedManifest.Layer entry) {
        return ATTESTATION.equals(entry.annotations().get(TYPE))
                ? Optional.ofNullable(entry.annotations().get(SUBJECT)).flatMap(Digest::tryParse)
                : Optional.empty();
    }
}
