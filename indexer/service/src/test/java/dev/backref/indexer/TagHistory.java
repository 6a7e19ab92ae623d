package dev.backref.indexer;

import static dev.backref.indexer.ObservedLocation.AT;
import static dev.backref.indexer.SampleManifest.artifact;
import static dev.backref.indexer.SampleManifest.image;
import static dev.backref.indexer.SampleManifest.indexOf;
import static dev.backref.indexer.SampleManifest.referrer;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation.Finding;
import dev.backref.ingest.contract.Observation.Gone;
import dev.backref.ingest.contract.Observation.Manifest;
import dev.backref.ingest.contract.Observation.PointsTo;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * What happened in a repository whose clients keep referrers under tags: pushes and deletes of manifests, moves and deletes
 * of tags, at random; for each source, everything that was ever there in its order.
 */
final class TagHistory {
    private static final int ENTRIES = 8;
    private static final int STEPS = 60;

    /** One subject, its digest cut to what a tag holds. */
    record Subject(Digest digest, String tag, SampleManifest manifest) {}

    final List<Subject> subjects = new ArrayList<>();
    final List<SampleManifest> entries = new ArrayList<>();
    private final Map<Digest, Digest> ownSubjects = new HashMap<>();
    private final Map<Digest, Set<Digest>> indexes = new HashMap<>();
    private final Map<Source, List<Finding>> findings = new LinkedHashMap<>();
    private final Random random;
    private final boolean again;

    /**
     * Makes one up.
     *
     * @param again whether entries that were deleted are pushed again, and indexes deleted
     */
    TagHistory(Random random, boolean again) {
        this.random = random;
        this.again = again;
        for (int i = 0; i < 3; i++) {
            SampleManifest subject = image("subject " + i);
            subjects.add(new Subject(subject.digest(), subject.referrersTag(), subject));
        }
        SampleManifest large = image("subject with a long digest");
        Digest digest = TruncatedTagTest.sha512(large);
        subjects.add(new Subject(digest, "sha512-" + digest.encoded().substring(0, 64), large));
        for (int i = 0; i < ENTRIES; i++) {
            entries.add(i % 2 == 0 ? artifact("a/x" + i, "bare " + i) : withSubject(i));
        }
        for (int i = 0; i < STEPS; i++) {
            step();
        }
    }

    /** Everything that was found at each source, in its order. */
    Map<Source, List<Finding>> findings() {
        return findings;
    }

    /** Whether a manifest is there in the end. */
    boolean isThere(Digest digest) {
        return last(new Source.Manifest(AT, digest))
                .filter(Manifest.class::isInstance)
                .isPresent();
    }

    /** What the index lists that the tag of a subject points to in the end. */
    Set<Digest> listed(Subject subject) {
        return last(new Source.Tag(AT, subject.tag()))
                .filter(PointsTo.class::isInstance)
                .map(finding -> ((PointsTo) finding).digest())
                .filter(this::isThere)
                .map(indexes::get)
                .orElse(Set.of());
    }

    /** What any index listed that the tag of a subject ever pointed to. */
    Set<Digest> everListed(Subject subject) {
        Set<Digest> all = new HashSet<>();
        for (Finding finding : findings.getOrDefault(new Source.Tag(AT, subject.tag()), List.of())) {
            if (finding instanceof PointsTo target) {
                all.addAll(indexes.getOrDefault(target.digest(), Set.of()));
            }
        }
        return all;
    }

    Optional<Digest> ownSubject(Digest entry) {
        return Optional.ofNullable(ownSubjects.get(entry));
    }

    private SampleManifest withSubject(int number) {
        Subject subject = subjects.get(number / 2 % subjects.size());
        SampleManifest entry = referrer(subject.manifest(), "a/x" + number, "entry " + number);
        SampleManifest named = entry.replaced(
                subject.manifest().digest().toString(), subject.digest().toString());
        ownSubjects.put(named.digest(), subject.digest());
        return named;
    }

    private void step() {
        Subject subject = subjects.get(random.nextInt(subjects.size()));
        SampleManifest entry = entries.get(random.nextInt(entries.size()));
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> moveTag(subject);
            case 3 -> add(new Source.Tag(AT, subject.tag()), new Gone());
            case 4 -> delete(entry.digest());
            case 5 -> push(subject.digest(), subject.manifest());
            case 6 -> deleteOther(subject);
            default -> pushEntry(entry);
        }
    }

    private void pushEntry(SampleManifest entry) {
        boolean wasThere = findings.containsKey(new Source.Manifest(AT, entry.digest()));
        if (again || !wasThere || isThere(entry.digest())) {
            push(entry.digest(), entry);
        }
    }

    private void moveTag(Subject subject) {
        Set<Digest> listed = new TreeSet<>();
        for (SampleManifest entry : entries) {
            if (random.nextInt(3) == 0) {
                listed.add(entry.digest());
            }
        }
        SampleManifest index = indexOf(listed);
        indexes.put(index.digest(), listed);
        push(index.digest(), index);
        add(new Source.Tag(AT, subject.tag()), new PointsTo(index.digest()));
    }

    private void deleteOther(Subject subject) {
        if (again && random.nextBoolean() && !indexes.isEmpty()) {
            List<Digest> all = indexes.keySet().stream().sorted().toList();
            delete(all.get(random.nextInt(all.size())));
        } else {
            delete(subject.digest());
        }
    }

    private void push(Digest digest, SampleManifest manifest) {
        add(new Source.Manifest(AT, digest), new Manifest(manifest.bytes(), manifest.mediaType()));
    }

    private void delete(Digest digest) {
        if (isThere(digest)) {
            add(new Source.Manifest(AT, digest), new Gone());
        }
    }

    private Optional<Finding> last(Source source) {
        List<Finding> all = findings.getOrDefault(source, List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    private void add(Source source, Finding finding) {
        findings.computeIfAbsent(source, key -> new ArrayList<>()).add(finding);
    }
}
