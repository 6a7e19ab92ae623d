package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Form;
import java.util.Optional;

/** The lists of referrers that clients keep where a registry keeps none (distribution-spec §Referrers Tag Schema). */
final class ReferrersTag implements TagRule {
    @Override
    public Optional<TagClaim> claim(String tag) {
        return SubjectName.ofTag(tag)
                .map(subject -> new TagClaim(subject, Form.REFERRERS_TAG, true, Derivation.ENTRIES_SINCE));
    }
}
