package dev.backref.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.benchmarks.InTurn.Question;
import dev.backref.indexer.Index;
import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import dev.backref.indexer.facts.FactsTopic;
import dev.backref.indexer.facts.Origin;
import dev.backref.indexer.facts.Related;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A base image that very many images were built from: its few referrers must be found as fast as those of one that nothing
 * was built from, and a page of the many as fast as all of few.
 */
final class DerivedImages implements Benchmark {
    private static final int REFERRERS = 10;
    private static final int PAGE = 100;
    private static final int LOCATIONS = 50;
    private static final int LARGEST_PAGE = 1_000;
    private static final int PAGE_BYTES = 4_000_000;
    private static final Filter ALL = new Filter(Set.of(), Optional.empty(), Optional.empty());

    private final int images;

    /** @param images that are built from the base */
    DerivedImages(int images) {
        this.images = images;
    }

    /** Subjects of as many referrers each. What stands beside the popular one is in other partitions, so in other stores. */
    private record Subjects(Digest popular, Digest fewDerived, Digest noneDerived) {
        static Subjects apart() {
            Digest popular = Corpus.subject("base");
            List<Digest> others = IntStream.iterate(0, number -> number + 1)
                    .mapToObj(number -> Corpus.subject("base " + number))
                    .filter(each -> partition(each) != partition(popular))
                    .limit(2)
                    .toList();
            return new Subjects(popular, others.get(0), others.get(1));
        }

        Stream<Digest> all() {
            return Stream.of(popular, fewDerived, noneDerived);
        }
    }

    @Override
    public List<Row> run(Path folder, Scale scale) throws InterruptedException, ExecutionException {
        int derived = scale.of(images);
        Subjects subjects = Subjects.apart();
        try (Rig rig = new Rig(folder)) {
            subjects.all().forEach(subject -> refer(rig, subject));
            for (int number = 0; number < PAGE; number++) {
                byte[] image = Corpus.derived(subjects.fewDerived(), "i" + number);
                rig.observe(Corpus.found(Corpus.location(number % LOCATIONS), image));
            }
            for (int number = 0; number < derived; number++) {
                rig.send(told(rig, subjects.popular(), number));
            }
            rig.flush();
            Index index = rig.startIndex(0);
            rig.awaitIndexed();
            try {
                return rows(index.lookups(), subjects, derived);
            } finally {
                index.close();
            }
        }
    }

    private static void refer(Rig rig, Digest subject) {
        for (int number = 0; number < REFERRERS; number++) {
            rig.observe(
                    Corpus.found(Corpus.location(0), Corpus.referrer(subject, "application/spdx+json", "n" + number)));
        }
    }

    /** What the index tells itself once it has looked at an image. To look at so many would take more than ten minutes. */
    private static ProducerRecord<String, byte[]> told(Rig rig, Digest base, int number) {
        Instant now = Instant.now();
        Related fact = new Related(
                base,
                Digest.sha256(("derived " + number).getBytes(StandardCharsets.UTF_8)),
                Relation.BASE_IMAGE,
                Relation.Direction.IN,
                Corpus.location(number % LOCATIONS),
                true,
                new Origin(new Cause(Cause.Kind.PUSH, "benchmark"), now, now, "observations-0@0", Observation.RULES));
        return new ProducerRecord<>(
                rig.cluster().name(FactsTopic.SUBJECT_FACTS), partition(base), fact.key(), fact.toJson());
    }

    private static int partition(Digest subject) {
        return Topic.partitionOf(subject.toString(), Rig.PARTITIONS);
    }

    private static List<Row> rows(SubjectIndex index, Subjects subjects, int derived) {
        String many = String.format(Locale.ROOT, "%,d images", derived);
        Optional<String> middle = middle(index, subjects.popular(), derived);
        requireAll(
                PAGE,
                related(index, subjects.fewDerived(), Optional.empty(), PAGE)
                        .related()
                        .size());
        for (Digest subject : List.of(subjects.popular(), subjects.noneDerived())) {
            requireAll(REFERRERS, merged(index, subject).referrers().size());
            requireAll(REFERRERS, descriptors(atLocation(index, subject)));
        }
        List<Row> rows = new ArrayList<>();
        rows.addAll(InTurn.beside(
                new Question("without them", () -> merged(index, subjects.noneDerived())),
                List.of(new Question(
                        "ten referrers of the base of " + many, () -> merged(index, subjects.popular())))));
        rows.addAll(InTurn.beside(
                new Question("without them", () -> atLocation(index, subjects.noneDerived())),
                List.of(new Question(
                        "ten referrers of the base of " + many + ", as OCI clients ask",
                        () -> atLocation(index, subjects.popular())))));
        rows.addAll(InTurn.beside(
                new Question("of " + PAGE, () -> related(index, subjects.fewDerived(), Optional.empty(), PAGE)),
                List.of(
                        new Question(
                                "first page of " + many + " of one base",
                                () -> related(index, subjects.popular(), Optional.empty(), PAGE)),
                        new Question(
                                "a page in the middle of " + many + " of one base",
                                () -> related(index, subjects.popular(), middle, PAGE)))));
        return rows;
    }

    /** The cursor behind the first half, from a walk that also shows that all are there. */
    private static Optional<String> middle(SubjectIndex index, Digest base, int derived) {
        RelationsAnswer page = related(index, base, Optional.empty(), LARGEST_PAGE);
        Optional<String> middle = Optional.empty();
        int walked = page.related().size();
        while (page.next().isPresent()) {
            middle = walked <= derived / 2 ? page.next() : middle;
            page = related(index, base, page.next(), LARGEST_PAGE);
            walked += page.related().size();
        }
        requireAll(derived, walked);
        return middle;
    }

    private static SubjectAnswer merged(SubjectIndex index, Digest subject) {
        SubjectQuery query = new SubjectQuery(subject, ALL, Optional.empty(), PAGE, ask());
        return index.subject(query).toCompletableFuture().join();
    }

    private static LocationAnswer atLocation(SubjectIndex index, Digest subject) {
        LocationQuery query =
                new LocationQuery(Corpus.location(0), subject, Set.of(), Optional.empty(), PAGE_BYTES, ask());
        return index.referrers(query).toCompletableFuture().join();
    }

    private static RelationsAnswer related(SubjectIndex index, Digest base, Optional<String> after, int limit) {
        return index.relations(
                        new RelationsQuery(base, Relation.BASE_IMAGE, Relation.Direction.IN, after, limit, ask()))
                .toCompletableFuture()
                .join();
    }

    private static int descriptors(LocationAnswer answer) {
        return Json.read(answer.page().json(), JsonNode.class).path("manifests").size();
    }

    private static Ask ask() {
        return new Ask(Caller.ANYONE, Instant.now().plus(Duration.ofSeconds(30)), Optional.empty());
    }

    /** What is missing would make a lookup fast. */
    private static void requireAll(int expected, int found) {
        if (found != expected) {
            throw new IllegalStateException("not what was to be measured: " + found + " of " + expected);
        }
    }
}
