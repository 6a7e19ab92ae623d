package dev.backref.indexer;

import static dev.backref.indexer.ObservedLocation.AT;
import static dev.backref.indexer.SampleEvidence.attestations;
import static dev.backref.indexer.SampleEvidence.buildKitIndex;
import static dev.backref.indexer.SampleEvidence.chart;
import static dev.backref.indexer.SampleEvidence.cosignTag;
import static dev.backref.indexer.SampleEvidence.signatures;
import static dev.backref.indexer.SampleManifest.builtFrom;
import static dev.backref.indexer.SampleManifest.image;

import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Relation;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation.Finding;
import dev.backref.ingest.contract.Observation.Gone;
import dev.backref.ingest.contract.Observation.Manifest;
import dev.backref.ingest.contract.Observation.PointsTo;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What happened in a repository with evidence under cosign's tags, in BuildKit's indexes and in Helm charts: pushes and
 * deletes of manifests, moves and deletes of tags, at random; for each source, everything that was ever there in its order.
 */
final class FormHistory {
    private static final int STEPS = 120;
    private static final List<String> KINDS = List.of("sig", "att");

    /** What an index says: of each platform, its attestations. */
    private final Map<SampleManifest, Map<SampleManifest, SampleManifest>> indexes = new LinkedHashMap<>();

    private final List<SampleManifest> platforms = List.of(image("one"), image("two"), image("three"));
    private final List<SampleManifest> signed =
            List.of(signatures("s", 1), signatures("s", 2), signatures("s", 3), attestations("of cosign"));
    private final SampleManifest derived = builtFrom(platforms.get(0).digest(), "derived");
    private final List<SampleManifest> charts = List.of(chart("signed", true), chart("plain", false));
    private final Map<Digest, Digest> ownSubjects = new LinkedHashMap<>();
    private final List<SampleManifest> manifests = new ArrayList<>();
    private final Map<Source, List<Finding>> findings = new LinkedHashMap<>();
    private final Random random;

    FormHistory(Random random) {
        this.random = random;
        manifests.addAll(platforms);
        manifests.addAll(signed);
        manifests.addAll(charts);
        manifests.add(derived);
        for (SampleManifest platform : platforms) {
            SampleManifest legacy = attestations("legacy " + platform.digest());
            SampleManifest artifact = attestations("artifact", platform);
            ownSubjects.put(artifact.digest(), platform.digest());
            manifests.addAll(List.of(legacy, artifact));
            Map<SampleManifest, SampleManifest> said = Map.of(platform, legacy);
            indexes.put(buildKitIndex(said), said);
            indexes.put(buildKitIndex(Map.of(platform, artifact)), Map.of(platform, artifact));
        }
        Map<SampleManifest, SampleManifest> all = new LinkedHashMap<>();
        List.copyOf(indexes.values()).forEach(all::putAll);
        indexes.put(buildKitIndex(all), all);
        manifests.addAll(indexes.keySet());
        for (int i = 0; i < STEPS; i++) {
            step();
        }
    }

    Map<Source, List<Finding>> findings() {
        return findings;
    }

    /** Every manifest that can be a subject. */
    List<Digest> subjects() {
        return manifests.stream().map(SampleManifest::digest).toList();
    }

    /** The edges of a subject as the registry has them in the end. */
    Map<Digest, Set<Form>> edges(Digest subject) {
        Map<Digest, Set<Form>> edges = new TreeMap<>();
        KINDS.forEach(kind -> last(new Source.Tag(AT, cosignTag(subject, kind)))
                .filter(PointsTo.class::isInstance)
                .map(finding -> ((PointsTo) finding).digest())
                .filter(target -> !target.equals(subject))
                .ifPresent(target -> add(edges, target, Form.COSIGN_TAG)));
        indexes.forEach((index, said) -> said.forEach((platform, attested) -> {
            if (isThere(index.digest()) && platform.digest().equals(subject)) {
                add(edges, attested.digest(), Form.BUILDKIT_INDEX);
            }
        }));
        ownSubjects.forEach((referrer, own) -> {
            if (own.equals(subject)) {
                add(edges, referrer, Form.SUBJECT_FIELD);
            }
        });
        if (charts.get(0).digest().equals(subject)) {
            add(edges, subject, Form.HELM_PROVENANCE);
        }
        return edges;
    }

    /** What a manifest names otherwise than as evidence, in the end: nothing where it is gone. */
    Set<Digest> named(Digest manifest, Relation relation) {
        return named(relation).getOrDefault(manifest, Set.of());
    }

    /** By which manifests it is named so. */
    Set<Digest> naming(Digest manifest, Relation relation) {
        return named(relation).entrySet().stream()
                .filter(each -> each.getValue().contains(manifest))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Map<Digest, Set<Digest>> named(Relation relation) {
        Map<Digest, Set<Digest>> named = new TreeMap<>();
        if (relation == Relation.BASE_IMAGE) {
            named.put(derived.digest(), Set.of(platforms.get(0).digest()));
        } else {
            indexes.forEach((index, said) -> named.put(
                    index.digest(),
                    said.keySet().stream().map(SampleManifest::digest).collect(Collectors.toSet())));
        }
        named.keySet().removeIf(manifest -> !isThere(manifest));
        return named;
    }

    private void add(Map<Digest, Set<Form>> edges, Digest referrer, Form form) {
        if (isThere(referrer)) {
            edges.computeIfAbsent(referrer, key -> EnumSet.noneOf(Form.class)).add(form);
        }
    }

    private boolean isThere(Digest digest) {
        return last(new Source.Manifest(AT, digest))
                .filter(Manifest.class::isInstance)
                .isPresent();
    }

    private void step() {
        SampleManifest some = manifests.get(random.nextInt(manifests.size()));
        switch (random.nextInt(8)) {
            case 0, 1 ->
                tag(new PointsTo(signed.get(random.nextInt(signed.size())).digest()));
            case 2 -> tag(new Gone());
            case 3, 4 -> add(new Source.Manifest(AT, some.digest()), new Gone());
            default -> add(new Source.Manifest(AT, some.digest()), new Manifest(some.bytes(), some.mediaType()));
        }
    }

    private void tag(Finding finding) {
        Digest subject = platforms.get(random.nextInt(platforms.size())).digest();
        add(new Source.Tag(AT, cosignTag(subject, KINDS.get(random.nextInt(KINDS.size())))), finding);
    }

    private Optional<Finding> last(Source source) {
        List<Finding> all = findings.getOrDefault(source, List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    private void add(Source source, Finding finding) {
        findings.computeIfAbsent(source, key -> new ArrayList<>()).add(finding);
    }
}
