package dev.backref.indexer.facts;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Descriptor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What holds of an edge that is there: the sum of its assertions at the location, and what the referrer says of itself.
 *
 * @param descriptor of the referrer, as a referrers answer gives it
 * @param lapsed those of the forms that hold no longer, though nobody deleted the referrer
 */
public record EdgeState(
        Descriptor descriptor,
        Set<Form> forms,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Set<Form> lapsed,
        Set<Kind> kinds,
        List<Evidence> evidence) {
    public EdgeState {
        forms = Form.inOrder(forms);
        lapsed = Form.inOrder(lapsed);
        kinds = Kind.inOrder(kinds);
        evidence = List.copyOf(evidence);
    }

    /** The predicate types that its layers say, each once. */
    public Set<String> predicateTypes() {
        return evidence.stream()
                .map(Evidence::predicateType)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same without the referrer's annotations. */
    public EdgeState withoutAnnotations() {
        return with(descriptor.withoutAnnotations());
    }

    /** The same with another descriptor. */
    public EdgeState with(Descriptor other) {
        return new EdgeState(other, forms, lapsed, kinds, evidence);
    }
}
