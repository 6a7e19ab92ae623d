package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;

/** The lists of referrers that clients keep where a registry keeps none (distribution-spec §Referrers Tag Schema). */
final class ReferrersTag implements TagRule {
    @Override
    public Optional<TagClaim> claim(String tag) {
        return SubjectName.ofTag(tag)
                .map(subject -> new TagClaim(subject, Form.REFERRERS_TAG, true, Derivation.ENTRIES_SINCE));
    }

    @Override
    public List<String> tags(Digest subject) {
        return SubjectName.tagOf(subject).stream().toList();
    }
}
