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
import java.util.stream.IntStream;

/**
 * What happened in a repository whose clients keep referrers under tags: pushes and deletes of manifests, moves and deletes
 * of tags.
 */
final class TagHistory {
    private static final int ENTRIES = 8;
    private static final int STEPS = 60;

    /** One subject, its digest cut to what a tag holds. */
    record Subject(Digest digest, String tag, SampleManifest manifest) {}

    final List<Subject> subjects = new ArrayList<>();
    final List<SampleManifest> entries = new ArrayList<>();
    private final Map<Digest, Digest> ownSubjects = new HashMap<>();
    private final Map<Digest, Set<Digest>> indexes = new LinkedHashMap<>();
    private final Findings findings = new Findings();

    /** Nothing happened in it yet. */
    TagHistory() {
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
    }

    /** These steps happened. */
    static TagHistory of(List<Step<TagHistory>> steps) {
        TagHistory history = new TagHistory();
        for (Step<TagHistory> step : steps) {
            history.findings.begin(step.number());
            step.happens().accept(history);
        }
        return history;
    }

    Findings findings() {
        return findings;
    }

    /** Whether a manifest is there in the end. */
    boolean isThere(Digest digest) {
        return findings.isThere(new Source.Manifest(AT, digest));
    }

    /** What the index lists that the tag of a subject points to in the end. */
    Set<Digest> listed(Subject subject) {
        return findings.target(new Source.Tag(AT, subject.tag()))
                .map(PointsTo::digest)
                .filter(this::isThere)
                .map(indexes::get)
                .orElse(Set.of());
    }

    /** What any index listed that the tag of a subject ever pointed to. */
    Set<Digest> everListed(Subject subject) {
        Set<Digest> all = new HashSet<>();
        for (Finding finding : findings.ever(new Source.Tag(AT, subject.tag()))) {
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

    /**
     * Makes up steps.
     *
     * @param again whether entries that were deleted are pushed again, and indexes deleted
     */
    static List<Step<TagHistory>> steps(Random random, boolean again) {
        TagHistory empty = new TagHistory();
        return IntStream.rangeClosed(1, STEPS)
                .mapToObj(number -> empty.step(number, random, again))
                .toList();
    }

    private Step<TagHistory> step(int number, Random random, boolean again) {
        Subject subject = subjects.get(random.nextInt(subjects.size()));
        int entry = random.nextInt(entries.size());
        String tag = "tag " + subjects.indexOf(subject);
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> moveTag(number, subject, random);
            case 3 ->
                new Step<>(
                        number,
                        "delete " + tag,
                        history -> history.findings.announce(new Source.Tag(AT, subject.tag()), new Gone()));
            case 4 -> delete(number, "entry " + entry, entries.get(entry).digest());
            case 5 ->
                new Step<>(
                        number,
                        "push subject " + subjects.indexOf(subject),
                        history -> history.push(subject.digest(), subject.manifest()));
            case 6 -> {
                List<Digest> lists = List.copyOf(indexes.keySet());
                yield again && random.nextBoolean() && !lists.isEmpty()
                        ? deleteList(number, lists.get(random.nextInt(lists.size())))
                        : delete(number, "subject " + subjects.indexOf(subject), subject.digest());
            }
            default ->
                new Step<>(number, "push entry " + entry, history -> history.pushEntry(entries.get(entry), again));
        };
    }

    private Step<TagHistory> moveTag(int number, Subject subject, Random random) {
        Set<Digest> listed = new TreeSet<>();
        for (SampleManifest entry : entries) {
            if (random.nextInt(3) == 0) {
                listed.add(entry.digest());
            }
        }
        SampleManifest index = indexOf(listed);
        indexes.put(index.digest(), listed); // To be deleted by a step behind this one.
        String what = "list under tag %d: entries %s".formatted(subjects.indexOf(subject), numbers(listed));
        return new Step<>(number, what, history -> {
            history.indexes.put(index.digest(), listed);
            history.push(index.digest(), index);
            history.findings.announce(new Source.Tag(AT, subject.tag()), new PointsTo(index.digest()));
        });
    }

    private Step<TagHistory> deleteList(int number, Digest list) {
        return delete(number, "the list of entries " + numbers(indexes.getOrDefault(list, Set.of())), list);
    }

    private static Step<TagHistory> delete(int number, String name, Digest digest) {
        return new Step<>(number, "delete " + name, history -> history.delete(digest));
    }

    private List<Integer> numbers(Set<Digest> listed) {
        return IntStream.range(0, entries.size())
                .filter(i -> listed.contains(entries.get(i).digest()))
                .boxed()
                .toList();
    }

    private void pushEntry(SampleManifest entry, boolean again) {
        boolean wasThere = findings.count(new Source.Manifest(AT, entry.digest())) > 0;
        if (again || !wasThere || isThere(entry.digest())) {
            push(entry.digest(), entry);
        }
    }

    private void push(Digest digest, SampleManifest manifest) {
        findings.announce(new Source.Manifest(AT, digest), new Manifest(manifest.bytes(), manifest.mediaType()));
    }

    private void delete(Digest digest) {
        if (isThere(digest)) {
            findings.announce(new Source.Manifest(AT, digest), new Gone());
        }
    }
}
