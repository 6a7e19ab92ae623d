package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.KindTable;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which kinds of evidence a manifest is, by a table of types, predicate types and annotations. Each version of the rules
 * that changed the table has its own, so that what was told once is told again by a replay.
 */
public final class KindRules {
    /** What is changed once a version was given out has to become a new version, in {@code kinds-<version>.json}. */
    private static final NavigableMap<Integer, KindRules> VERSIONS =
            new TreeMap<>(Map.of(1, read(1), 3, read(3), 8, read(8)));

    private static final ExtendedRules EXTENDED = new ExtendedRules();

    private static final int BLOBS_SINCE = 3;

    private static final int ENTRIES_SINCE = 8;

    private static final int CONTENT_SINCE = 8;

    private static final int MODELS_SINCE = 8;

    private static final int LOGGED_SINCE = 8;

    private static final String CONTENT = "dev.sigstore.bundle.content";

    /** Stands for an annotation where a payload says it. */
    private static final String PAYLOAD = "payload.predicateType";

    private final int version;
    private final Patterns types;
    private final Patterns predicateTypes;
    private final Map<String, Patterns> annotations;

    private KindRules(int version, KindTable table) {
        this(
                version,
                new Patterns(table.types(), Patterns.NONE),
                new Patterns(table.predicateTypes(), Patterns.NONE),
                annotations(table, Map.of()));
    }

    private KindRules(int version, Patterns types, Patterns predicateTypes, Map<String, Patterns> annotations) {
        this.version = version;
        this.types = types;
        this.predicateTypes = predicateTypes;
        this.annotations = Map.copyOf(annotations);
    }

    private static Map<String, Patterns> annotations(KindTable table, Map<String, Patterns> others) {
        Map<String, Patterns> all = new HashMap<>(others);
        table.annotations()
                .forEach((name, rows) -> all.put(name, new Patterns(rows, others.getOrDefault(name, Patterns.NONE))));
        return all;
    }

    /** The table that holds in this version of the rules. */
    public static KindRules of(int rules) {
        return Optional.ofNullable(VERSIONS.floorEntry(rules))
                .orElseGet(VERSIONS::firstEntry)
                .getValue();
    }

    /**
     * The same with an operator's rows, which count before these.
     *
     * @param table as {@link KindTable#text()} gives it
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public KindRules extended(Optional<String> table) {
        return table.map(text -> EXTENDED.get(version, text, this::with)).orElse(this);
    }

    private KindRules with(KindTable table) {
        return new KindRules(
                version,
                new Patterns(table.types(), types),
                new Patterns(table.predicateTypes(), predicateTypes),
                annotations(table, annotations));
    }

    private static KindRules read(int version) {
        String name = "kinds-" + version + ".json";
        try (InputStream table = KindRules.class.getResourceAsStream(name)) {
            if (table == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return new KindRules(version, Json.read(table.readAllBytes(), KindTable.class));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + name, unreadable);
        }
    }

    /** What each layer of a manifest says, by itself, the manifest's annotations and its payload, in this order. */
    List<Evidence> evidence(ParsedManifest manifest, List<Payload> payloads) {
        Map<Digest, Payload> byBlob = new HashMap<>();
        payloads.forEach(payload -> byBlob.putIfAbsent(payload.blob(), payload));
        Said said = Said.by(manifest, version);
        List<Evidence> evidence = new ArrayList<>();
        for (ParsedManifest.Layer layer : contents(manifest)) {
            // With the first layer that names the blob: a manifest can name one a thousand times.
            Optional<Payload> payload = Optional.ofNullable(byBlob.remove(layer.digest()));
            evidence.add(evidence(layer, said, payload));
        }
        return evidence;
    }

    /**
     * What a manifest says of its layers.
     *
     * @param predicateType with the annotation that says it
     * @param content what its bundles hold
     */
    private record Said(Optional<Map.Entry<String, String>> predicateType, Optional<String> content) {
        static Said by(ParsedManifest manifest, int version) {
            return new Said(
                    KindRules.predicateType(manifest.annotations()),
                    Optional.ofNullable(manifest.annotations().get(CONTENT)).filter(any -> version >= CONTENT_SINCE));
        }
    }

    private Evidence evidence(ParsedManifest.Layer layer, Said said, Optional<Payload> payload) {
        Optional<String> ofPayload = payload.flatMap(Payload::predicateType).filter(KindRules::isTaken);
        Optional<Map.Entry<String, String>> beside =
                said.predicateType().or(() -> ofPayload.map(type -> Map.entry(PAYLOAD, type)));
        Optional<String> predicateType = predicateType(layer.annotations())
                .or(() -> beside)
                .map(Map.Entry::getValue)
                .filter(type -> !isBelied(type, payload))
                .or(() -> ofPayload);
        return new Evidence(
                layer.digest(),
                layer.mediaType(),
                predicateType,
                specific(kinds(ofLayer(withContent(layer, said, payload), "", beside))),
                payload.map(Payload::subjects).orElse(List.of()),
                payload.flatMap(Payload::created).or(() -> logged(layer)));
    }

    /** A model's signature is about no manifest: only what it says itself has it taken for one, once it was read. */
    private boolean isBelied(String predicateType, Optional<Payload> payload) {
        return version >= MODELS_SINCE
                && Evidence.isOfModel(predicateType)
                && payload.filter(said ->
                                said.predicateType().filter(Evidence::isOfModel).isEmpty())
                        .isPresent();
    }

    private Optional<Created> logged(ParsedManifest.Layer layer) {
        return version >= LOGGED_SINCE ? CosignBundle.integrated(layer.annotations()) : Optional.empty();
    }

    /** What a bundle holds is said by an annotation, or else by itself, or where nobody has read it by its manifest. */
    private static ParsedManifest.Layer withContent(ParsedManifest.Layer layer, Said said, Optional<Payload> payload) {
        boolean unread = payload.isEmpty() && Payload.isBundle(layer.mediaType());
        return payload.flatMap(Payload::content)
                .or(() -> said.content().filter(any -> unread))
                .map(content -> {
                    Map<String, String> annotations = new HashMap<>(layer.annotations());
                    annotations.putIfAbsent(CONTENT, content);
                    return new ParsedManifest.Layer(layer.mediaType(), layer.digest(), annotations);
                })
                .orElse(layer);
    }

    /** The kinds of a manifest: those of its own types, of its predicate type and annotations, and of its layers. */
    Set<Kind> kinds(ParsedManifest manifest, List<Evidence> evidence) {
        Set<Kind> kinds = kinds(ofItself(manifest));
        evidence.forEach(layer -> kinds.addAll(layer.kinds()));
        return specific(kinds);
    }

    /** Every row of the table that fits something in a manifest, in the order of its fields. */
    public List<KindReason> reasons(ParsedManifest manifest) {
        List<KindReason> reasons = new ArrayList<>(ofItself(manifest).toList());
        String field = manifest.isArtifact() ? "blobs" : "layers";
        List<ParsedManifest.Layer> layers = contents(manifest);
        for (int i = 0; i < layers.size(); i++) {
            ofLayer(layers.get(i), field + "[" + i + "].", Optional.empty()).forEach(reasons::add);
        }
        return reasons;
    }

    private List<ParsedManifest.Layer> contents(ParsedManifest manifest) {
        return manifest.isArtifact() && version >= BLOBS_SINCE ? manifest.blobs() : manifest.layers();
    }

    private Stream<KindReason> ofItself(ParsedManifest manifest) {
        return Stream.of(
                        ofType("artifactType", manifest.artifactType()),
                        ofEntries(manifest),
                        ofType("config.mediaType", manifest.configType()),
                        ofPredicate("", predicateType(manifest.annotations())),
                        ofAnnotations("", manifest.annotations()))
                .flatMap(each -> each);
    }

    /** A referrer that is an index and does not say itself what it is: it is what it lists. */
    private Stream<KindReason> ofEntries(ParsedManifest manifest) {
        boolean says = manifest.artifactType().isPresent() || manifest.subject().isEmpty() || version < ENTRIES_SINCE;
        return says
                ? Stream.of()
                : manifest.entries().types().stream()
                        .flatMap(type -> ofType("manifests[].artifactType", Optional.of(type)));
    }

    private Stream<KindReason> ofLayer(
            ParsedManifest.Layer layer, String where, Optional<Map.Entry<String, String>> ofManifest) {
        return Stream.of(
                        ofType(where + "mediaType", Optional.of(layer.mediaType())),
                        ofPredicate(where, predicateType(layer.annotations()).or(() -> ofManifest)),
                        ofAnnotations(where, layer.annotations()))
                .flatMap(each -> each);
    }

    private Stream<KindReason> ofType(String where, Optional<String> type) {
        return type.stream().flatMap(value -> reason(types, where, value));
    }

    private Stream<KindReason> ofPredicate(String where, Optional<Map.Entry<String, String>> annotation) {
        return annotation.stream()
                .flatMap(each -> reason(predicateTypes, annotation(where, each.getKey()), each.getValue()));
    }

    private Stream<KindReason> ofAnnotations(String where, Map<String, String> given) {
        return annotations.entrySet().stream()
                .flatMap(rule -> Optional.ofNullable(given.get(rule.getKey())).stream()
                        .flatMap(value -> reason(rule.getValue(), annotation(where, rule.getKey()), value)));
    }

    private static Stream<KindReason> reason(Patterns table, String where, String value) {
        return table.find(value).stream().map(row -> new KindReason(where, value, row.pattern(), row.kinds()));
    }

    private static String annotation(String where, String key) {
        return where + "annotations[\"" + key + "\"]";
    }

    private static Set<Kind> kinds(Stream<KindReason> reasons) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        reasons.forEach(reason -> kinds.addAll(reason.kinds()));
        return kinds;
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

    private static Optional<Map.Entry<String, String>> predicateType(Map<String, String> annotations) {
        return Payload.PREDICATE_TYPE_ANNOTATIONS.stream()
                .filter(annotations::containsKey)
                .map(key -> Map.entry(key, annotations.get(key)))
                .filter(each -> isTaken(each.getValue()))
                .findFirst();
    }

    private static boolean isTaken(String predicateType) {
        return predicateType.length() <= Payload.LONGEST_PREDICATE_TYPE; // It is said again for each of its layers.
    }
}
