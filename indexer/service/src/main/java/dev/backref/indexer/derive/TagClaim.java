package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What a tag's name claims of the manifest that it points to. Where that is a list, its entries refer to the subject; many
 * clients write it, so what is missing from it may have been lost. Otherwise the manifest itself refers to it, as long as
 * the tag points there.
 *
 * @param subject what is referred to
 * @param list whether the manifest is a list
 * @param since the version of the rules by which the manifest must have been taken in
 */
public record TagClaim(SubjectName subject, Form form, boolean list, int since) {
    private static final List<TagRule> RULES = List.of(new ReferrersTag(), new CosignTag());

    /** Whether it claims anything by this manifest: under the tag of its own digest one is itself, as tools mirror what has no other. */
    public boolean holdsFor(Digest manifest) {
        return !list || !subject.fits(manifest);
    }

    /** Reads a tag; most claim nothing. */
    public static Optional<TagClaim> of(String tag) {
        return RULES.stream().flatMap(rule -> rule.claim(tag).stream()).findFirst();
    }

    /** The tags that claim something of this subject, wherever they point. */
    public static List<String> tags(Digest subject) {
        return RULES.stream().flatMap(rule -> rule.tags(subject).stream()).toList();
    }
}
