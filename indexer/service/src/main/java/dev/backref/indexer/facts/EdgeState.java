package dev.backref.indexer.facts;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Descriptor;
import java.util.List;
import java.util.Set;

/**
 * What holds of an edge that is there: the sum of its assertions at the location, and what the referrer says of itself.
 *
 * @param descriptor of the referrer, as a referrers answer gives it
 */
public record EdgeState(Descriptor descriptor, Set<Form> forms, Set<Kind> kinds, List<Evidence> evidence) {
    public EdgeState {
        forms = Form.inOrder(forms);
        kinds = Kind.inOrder(kinds);
        evidence = List.copyOf(evidence);
    }
}
