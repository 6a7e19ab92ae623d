package dev.backref.indexer;

import static dev.backref.indexer.ObservedLocation.AT;
import static dev.backref.indexer.SampleEvidence.attestations;
import static dev.backref.indexer.SampleEvidence.buildKitIndex;
import static dev.backref.indexer.SampleEvidence.chart;
import static dev.backref.indexer.SampleEvidence.cosignTag;
import static dev.backref.indexer.SampleEvidence.signatures;
import static dev.backref.indexer.SampleManifest.builtFrom;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.indexOf;
import static dev.backref.indexer.SampleManifest.referrer;

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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What happened in a repository with evidence under cosign's tags, in BuildKit's indexes, in Helm charts, by a subject and in
 * lists under referrers tags: pushes and deletes of manifests, moves and deletes of tags, and deletes of it all.
 */
final class FormHistory {
    private static final int STEPS = 120;
    private static final List<String> KINDS = List.of("sig", "att", "sbom");
    private static final List<SampleManifest> PLATFORMS = List.of(image("one"), image("two"), image("three"));

    private final Map<Digest, String> names = new LinkedHashMap<>();
    private final List<SampleManifest> manifests = new ArrayList<>();

    /** What an index says: of each platform, its attestations. */
    private final Map<SampleManifest, Map<SampleManifest, SampleManifest>> indexes = new LinkedHashMap<>();

    private final List<SampleManifest> signed = new ArrayList<>();
    private final List<SampleManifest> evidence = new ArrayList<>();
    private final SampleManifest derived =
            named("derived", builtFrom(PLATFORMS.get(0).digest(), "derived"));
    private final SampleManifest signedChart = named("signed chart", chart("signed", true));
    private final Map<Digest, Digest> ownSubjects = new LinkedHashMap<>();
    private final Map<Digest, Set<Digest>> lists = new LinkedHashMap<>();
    private final Findings findings = new Findings();

    /** Nothing happened in it yet. */
    FormHistory() {
        named("plain chart", chart("plain", false));
        for (int i = 1; i <= 3; i++) {
            signed.add(named("signatures " + i, signatures("s", i)));
        }
        signed.add(named("cosign's attestations", attestations("of cosign")));
        evidence.addAll(signed);
        for (int i = 0; i < PLATFORMS.size(); i++) {
            String name = "image " + (i + 1);
            SampleManifest platform = named(name, PLATFORMS.get(i));
            SampleManifest legacy = named("attestations of " + name, attestations("legacy " + platform.digest()));
            SampleManifest artifact = named("referrer of " + name, attestations("artifact", platform));
            SampleManifest sbom = named("SBOM of " + name, referrer(platform, "application/spdx+json", "sbom"));
            SampleManifest signature = named("signature of that", referrer(sbom, "application/signature", "of it"));
            evidence.addAll(List.of(legacy, artifact, sbom));
            List.of(artifact, sbom).forEach(each -> ownSubjects.put(each.digest(), platform.digest()));
            ownSubjects.put(signature.digest(), sbom.digest());
            index("index of " + name, Map.of(platform, legacy));
            index("index with the referrer of " + name, Map.of(platform, artifact));
        }
        Map<SampleManifest, SampleManifest> all = new LinkedHashMap<>();
        List.copyOf(indexes.values()).forEach(all::putAll);
        index("index of all", all);
    }

    /** These steps happened. */
    static FormHistory of(List<Step<FormHistory>> steps) {
        FormHistory history = new FormHistory();
        for (Step<FormHistory> step : steps) {
            history.findings.begin(step.number());
            step.happens().accept(history);
        }
        return history;
    }

    private void index(String name, Map<SampleManifest, SampleManifest> said) {
        indexes.put(named(name, buildKitIndex(said)), said);
    }

    private SampleManifest named(String name, SampleManifest manifest) {
        names.put(manifest.digest(), name);
        manifests.add(manifest);
        return manifest;
    }

    Findings findings() {
        return findings;
    }

    /** Every manifest that can be a subject. */
    List<Digest> subjects() {
        return manifests.stream().map(SampleManifest::digest).toList();
    }

    /** The edges of a subject as the registry has them in the end. */
    Map<Digest, Set<Form>> edges(Digest subject) {
        Map<Digest, Set<Form>> edges = new TreeMap<>();
        KINDS.forEach(kind -> target(new Source.Tag(AT, cosignTag(subject, kind)))
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
        target(referrersTag(subject))
                .filter(this::isThere)
                .ifPresent(list ->
                        lists.getOrDefault(list, Set.of()).forEach(entry -> add(edges, entry, Form.REFERRERS_TAG)));
        if (signedChart.digest().equals(subject)) {
            add(edges, subject, Form.HELM_PROVENANCE);
        }
        return edges;
    }

    /** What its referrers tag ever listed of a subject. */
    Set<Digest> everListed(Digest subject) {
        Set<Digest> listed = new HashSet<>();
        for (Finding finding : findings.ever(referrersTag(subject))) {
            if (finding instanceof PointsTo target) {
                listed.addAll(lists.getOrDefault(target.digest(), Set.of()));
            }
        }
        return listed;
    }

    /** The lists of referrers. Whether one counts as an image index as well depends on the tags that were seen to point there. */
    Set<Digest> lists() {
        return lists.keySet();
    }

    /** What each manifest that is there names otherwise than as evidence, in the end. */
    Map<Digest, Set<Digest>> named(Relation relation) {
        Map<Digest, Set<Digest>> named = new TreeMap<>();
        if (relation == Relation.BASE_IMAGE) {
            named.put(derived.digest(), Set.of(PLATFORMS.get(0).digest()));
        } else {
            indexes.forEach((index, said) -> named.put(
                    index.digest(),
                    said.keySet().stream().map(SampleManifest::digest).collect(Collectors.toSet())));
        }
        named.keySet().removeIf(manifest -> !isThere(manifest));
        return named;
    }

    /** Makes up steps. */
    static List<Step<FormHistory>> steps(Random random) {
        FormHistory empty = new FormHistory();
        return IntStream.rangeClosed(1, STEPS)
                .mapToObj(number -> empty.step(number, random))
                .toList();
    }

    private Step<FormHistory> step(int number, Random random) {
        SampleManifest some = any(manifests, random);
        SampleManifest platform = any(PLATFORMS, random);
        String name = names.get(platform.digest());
        boolean rare = random.nextInt(5) == 0;
        return switch (random.nextInt(12)) {
            case 0, 1 -> {
                SampleManifest target = any(signed, random);
                yield tag(number, platform, random, Optional.of(target));
            }
            case 2 -> tag(number, platform, random, Optional.empty());
            case 3 -> rare ? unlist(number, platform) : list(number, platform, random);
            case 4, 5 ->
                new Step<>(
                        number,
                        "delete %s, its referrers without a word".formatted(name),
                        history -> history.delete(platform.digest(), history.referrers(platform.digest())));
            case 6 -> delete(number, some.digest());
            case 7 ->
                new Step<>(
                        number,
                        "delete %s, its tags without a word".formatted(names.get(some.digest())),
                        history -> history.delete(some.digest(), history.findings.pointing(some.digest())));
            case 8 -> rare ? deleteAll(number) : push(number, some);
            default -> push(number, some);
        };
    }

    private Step<FormHistory> push(int number, SampleManifest some) {
        return new Step<>(number, "push " + names.get(some.digest()), history -> history.push(some));
    }

    /** Also of what is not there, or not yet. */
    private Step<FormHistory> delete(int number, Digest some) {
        return new Step<>(number, "delete " + names.get(some), history -> history.delete(some, List.of()));
    }

    private static Step<FormHistory> deleteAll(int number) {
        return new Step<>(number, "delete the repository", history -> {
            Source repository = new Source.Repository(AT);
            history.findings.announce(repository, new Gone());
            history.findings.takeAlong(repository, history.findings.sources());
        });
    }

    private Step<FormHistory> tag(int number, SampleManifest platform, Random random, Optional<SampleManifest> target) {
        String kind = any(KINDS, random);
        String name = "the ." + kind + " tag of " + names.get(platform.digest());
        Source tag = new Source.Tag(AT, cosignTag(platform.digest(), kind));
        Finding now = target.<Finding>map(to -> new PointsTo(to.digest())).orElse(new Gone());
        String does = target.map(to -> "point %s to " + names.get(to.digest())).orElse("delete %s");
        return new Step<>(number, does.formatted(name), history -> history.findings.announce(tag, now));
    }

    /** Whoever wrote the list before, and whatever he listed: a client that raced with him did not see it. */
    private Step<FormHistory> list(int number, SampleManifest platform, Random random) {
        Set<Digest> listed = new TreeSet<>();
        evidence.stream().filter(each -> random.nextInt(3) == 0).forEach(each -> listed.add(each.digest()));
        String entries = listed.stream().map(names::get).collect(Collectors.joining(", "));
        return new Step<>(
                number, "list as referrers of %s: %s".formatted(names.get(platform.digest()), entries), history -> {
                    SampleManifest list = indexOf(listed);
                    history.lists.put(list.digest(), listed);
                    history.push(list);
                    history.findings.announce(referrersTag(platform.digest()), new PointsTo(list.digest()));
                });
    }

    private Step<FormHistory> unlist(int number, SampleManifest platform) {
        return new Step<>(
                number,
                "delete the referrers tag of " + names.get(platform.digest()),
                history -> history.findings.announce(referrersTag(platform.digest()), new Gone()));
    }

    private void delete(Digest manifest, List<Source> along) {
        boolean wasThere = isThere(manifest);
        Source.Manifest source = new Source.Manifest(AT, manifest);
        findings.announce(source, new Gone());
        if (wasThere) {
            findings.takeAlong(source, along);
        }
    }

    /** Those by its digest alone, and theirs: a registry that knows only the specification follows subjects. */
    private List<Source> referrers(Digest subject) {
        return ownSubjects.keySet().stream()
                .filter(referrer -> subject.equals(ownSubjects.get(referrer)))
                .filter(this::isThere)
                .flatMap(referrer ->
                        Stream.concat(Stream.of(new Source.Manifest(AT, referrer)), referrers(referrer).stream()))
                .toList();
    }

    private void push(SampleManifest some) {
        findings.announce(new Source.Manifest(AT, some.digest()), new Manifest(some.bytes(), some.mediaType()));
    }

    private void add(Map<Digest, Set<Form>> edges, Digest referrer, Form form) {
        if (isThere(referrer)) {
            edges.computeIfAbsent(referrer, key -> EnumSet.noneOf(Form.class)).add(form);
        }
    }

    private boolean isThere(Digest digest) {
        return findings.isThere(new Source.Manifest(AT, digest));
    }

    private Optional<Digest> target(Source.Tag tag) {
        return findings.target(tag).map(PointsTo::digest);
    }

    private static Source.Tag referrersTag(Digest subject) {
        return new Source.Tag(AT, "sha256-" + subject.encoded());
    }

    private static <T> T any(List<T> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }
}
