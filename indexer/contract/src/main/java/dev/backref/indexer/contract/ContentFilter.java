package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Descriptor;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which referrers are meant by what they hold. Several values of one name are alternatives, each name that is given has
 * to be met, and what is empty does not restrict.
 *
 * @param kinds any of these
 * @param predicateTypes of any of its layers, as far as annotations and payloads tell them
 * @param annotations of the manifest: for each of these names, any of these values
 * @param since made then or later, by the word of a layer that is of these kinds and predicate types, or else of the manifest;
 *     what does not say when is not meant
 */
public record ContentFilter(
        Set<Kind> kinds, Set<String> predicateTypes, Map<String, Set<String>> annotations, Optional<Instant> since) {
    /** What anything can be called. */
    private static final Set<Kind> GENERAL = Set.of(Kind.UNKNOWN, Kind.ATTESTATION);

    /** All. */
    public static final ContentFilter NONE = new ContentFilter(Set.of(), Set.of(), Map.of());

    public ContentFilter {
        kinds = Kind.inOrder(kinds);
        predicateTypes = Collections.unmodifiableSet(new TreeSet<>(predicateTypes));
        Map<String, Set<String>> sorted = new TreeMap<>();
        annotations.forEach((name, values) -> sorted.put(name, Collections.unmodifiableSet(new TreeSet<>(values))));
        annotations = Collections.unmodifiableMap(sorted);
    }

    /** Whenever it was made. */
    public ContentFilter(Set<Kind> kinds, Set<String> predicateTypes, Map<String, Set<String>> annotations) {
        this(kinds, predicateTypes, annotations, Optional.empty());
    }

    /** The same of what was made then or later. */
    public ContentFilter since(Instant then) {
        return new ContentFilter(kinds, predicateTypes, annotations, Optional.of(then));
    }

    /** Whether it lets a referrer through by when those of its layers were made that are meant. */
    public boolean letsAge(Descriptor referrer, List<Evidence> layers) {
        return since.map(begin -> Age.of(referrer, meant(layers))
                        .filter(created -> !created.at().isBefore(begin))
                        .isPresent())
                .orElse(true);
    }

    /**
     * Those layers of a referrer that are of these kinds and predicate types. Where none says by itself that it is one, the
     * manifest says it of those of which no more is known.
     */
    public List<Evidence> meant(List<Evidence> layers) {
        List<Evidence> meant = layers.stream()
                .filter(layer -> letsKinds(layer.kinds()))
                .filter(layer ->
                        letsPredicateTypes(layer.predicateType().stream().collect(Collectors.toSet())))
                .toList();
        return meant.isEmpty()
                ? layers.stream()
                        .filter(layer -> GENERAL.containsAll(layer.kinds()))
                        .toList()
                : meant;
    }

    /** Whether it lets these kinds of a referrer through. */
    public boolean letsKinds(Set<Kind> given) {
        return kinds.isEmpty() || !Collections.disjoint(kinds, given);
    }

    /** Whether it lets these predicate types of a referrer through. */
    public boolean letsPredicateTypes(Set<String> given) {
        return predicateTypes.isEmpty() || !Collections.disjoint(predicateTypes, given);
    }

    /** Whether it lets these annotations of a referrer through. */
    public boolean letsAnnotations(Map<String, String> given) {
        return annotations.entrySet().stream().allMatch(each -> {
            String value = given.get(each.getKey());
            return value != null && each.getValue().contains(value);
        });
    }
}
