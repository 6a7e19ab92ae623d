package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tags under which cosign keeps signatures, attestations and SBOMs (sigstore/cosign specs/SIGNATURE_SPEC.md): the
 * manifest has a layer for each of them, and whoever adds one moves the tag to another manifest. A longer digest than
 * sha256 has does not fit into a tag.
 */
final class CosignTag implements TagRule {
    private static final String ALGORITHM = "sha256";
    private static final List<String> SUFFIXES = List.of("sig", "att", "sbom");
    private static final Pattern TAG =
            Pattern.compile("(" + ALGORITHM + ")-([a-f0-9]{64})\\.(?:" + String.join("|", SUFFIXES) + ")");

    @Override
    public Optional<TagClaim> claim(String tag) {
        Matcher parts = TAG.matcher(tag);
        return parts.matches()
                ? Optional.of(new TagClaim(new SubjectName(parts.group(1), parts.group(2)), Form.COSIGN_TAG, false, 3))
                : Optional.empty();
    }

    @Override
    public List<String> tags(Digest subject) {
        return subject.algorithm().equals(ALGORITHM)
                ? SUFFIXES.stream()
                        .map(suffix -> ALGORITHM + "-" + subject.encoded() + "." + suffix)
                        .toList()
                : List.of();
    }
}
