package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which kinds of evidence a type stands for, by a table: exact types, and beginnings of types written with {@code *} at
 * the end, of which the longest that fits counts.
 */
final class KindRules {
    private static final String TABLE = "kinds.json";
    private static final List<String> PREDICATE_ANNOTATIONS =
            List.of("in-toto.io/predicate-type", "dev.sigstore.bundle.predicateType", "predicateType");

    /** Longest predicate type that counts, in characters: the manifest's own is said again for each of its layers. */
    private static final int LONGEST_PREDICATE_TYPE = 1_024;

    private final Map<String, Set<Kind>> types;
    private final Map<String, Set<Kind>> predicateTypes;

    private KindRules(Table table) {
        this.types = table.types();
        this.predicateTypes = table.predicateTypes();
    }

    /**
     * The table's form on disk.
     *
     * @param types kinds of artifact, config and layer media types
     * @param predicateTypes kinds of in-toto predicate types
     */
    private record Table(Map<String, Set<Kind>> types, Map<String, Set<Kind>> predicateTypes) {}

    /** The table that comes with Backref. */
    static KindRules builtIn() {
        try (InputStream table = KindRules.class.getResourceAsStream(TABLE)) {
            if (table == null) {
                throw new IllegalStateException("resource " + TABLE + " is missing");
            }
            return new KindRules(Json.read(table.readAllBytes(), Table.class));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + TABLE, unreadable);
        }
    }

    /** What each layer of a manifest says. */
    List<Evidence> evidence(ParsedManifest manifest) {
        return manifest.layers().stream()
                .map(layer -> evidence(layer, predicateType(manifest.annotations())))
                .toList();
    }

    /** The kinds of a manifest: those of its own types, of its predicate type and of its layers. */
    Set<Kind> kinds(ParsedManifest manifest, List<Evidence> evidence) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        Stream.of(manifest.artifactType(), manifest.configType())
                .flatMap(Optional::stream)
                .forEach(type -> kinds.addAll(lookUp(types, type)));
        predicateType(manifest.annotations()).ifPresent(type -> kinds.addAll(ofPredicate(type)));
        evidence.forEach(layer -> kinds.addAll(layer.kinds()));
        return specific(kinds);
    }

    private Evidence evidence(ParsedManifest.Layer layer, Optional<String> ofManifest) {
        Optional<String> predicate = predicateType(layer.annotations()).or(() -> ofManifest);
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        kinds.addAll(lookUp(types, layer.mediaType()));
        predicate.ifPresent(type -> kinds.addAll(ofPredicate(type)));
        return new Evidence(layer.digest(), layer.mediaType(), predicate, specific(kinds));
    }

    private Set<Kind> ofPredicate(String type) {
        Set<Kind> kinds = lookUp(predicateTypes, type);
        return kinds.isEmpty() ? Set.of(Kind.ATTESTATION) : kinds;
    }

    /** {@code attestation} and {@code unknown} are said only where nothing else can be. */
    private static Set<Kind> specific(Set<Kind> kinds) {
        if (kinds.isEmpty()) {
            return Set.of(Kind.UNKNOWN);
        }
        if (kinds.size() > 1) {
            kinds.remove(Kind.UNKNOWN);
        }
        if (kinds.size() > 1) {
            kinds.remove(Kind.ATTESTATION);
        }
        return kinds;
    }

    private static Optional<String> predicateType(Map<String, String> annotations) {
        return PREDICATE_ANNOTATIONS.stream()
                .filter(annotations::containsKey)
                .map(annotations::get)
                .filter(type -> type.length() <= LONGEST_PREDICATE_TYPE)
                .findFirst();
    }

    private static Set<Kind> lookUp(Map<String, Set<Kind>> table, String type) {
        Set<Kind> exact = table.get(type);
        if (exact != null) {
            return exact;
        }
        return table.keySet().stream()
                .filter(pattern -> pattern.endsWith("*") && type.startsWith(pattern.substring(0, pattern.length() - 1)))
                .max(Comparator.comparingInt(String::length))
                .map(table::get)
                .orElse(Set.of());
    }
}
