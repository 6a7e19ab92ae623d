package dev.backref.benchmarks;

import dev.backref.benchmarks.InTurn.Question;
import dev.backref.indexer.Index;
import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.contract.SubjectQuery.Filter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;

/** A page of a subject with many referrers beside the same page of one with few: what is not returned must cost nothing. */
final class SubjectSizes implements Benchmark {
    private static final int SMALL = 10;
    private static final int LOCATIONS = 50;
    private static final int ONE = 1;
    private static final int PAGE = 10;
    private static final String COMMON = "application/spdx+json";
    private static final String RARE = "application/vnd.example.rare";
    private static final String ABSENT = "application/none";
    private static final int PAGE_BYTES = 4_000_000;
    private static final Filter ALL = new Filter(Set.of(), Optional.empty(), Optional.empty());

    @Override
    public List<Row> run(Path folder, Scale scale) throws InterruptedException, ExecutionException {
        List<Integer> sizes = List.of(SMALL, 1_000, scale.of(100_000));
        try (Rig rig = new Rig(folder)) {
            for (int size : sizes) {
                fill(rig, size);
            }
            rig.flush();
            Index index = rig.startIndex(0);
            rig.awaitIndexed();
            try {
                return rows(index.lookups(), sizes);
            } finally {
                index.close();
            }
        }
    }

    /** Of the small one all referrers are at the location that is asked for, so that every answer is as long. */
    private static void fill(Rig rig, int size) {
        for (int number = 0; number < size; number++) {
            String type = number == size / 2 ? RARE : COMMON;
            byte[] manifest = Corpus.referrer(Corpus.subject("of " + size), type, "n" + number);
            rig.observe(Corpus.found(Corpus.location(locationOf(size, number)), manifest));
        }
    }

    private static int locationOf(int size, int number) {
        return size == SMALL ? ONE : number % LOCATIONS;
    }

    private static List<Row> rows(SubjectIndex index, List<Integer> sizes) {
        List<Row> rows = new ArrayList<>();
        Map<String, Filter> filters = new LinkedHashMap<>();
        filters.put("first page", ALL);
        filters.put("one rare type", new Filter(Set.of(RARE), Optional.empty(), Optional.empty()));
        filters.put("an absent type", new Filter(Set.of(ABSENT), Optional.empty(), Optional.empty()));
        filters.put(
                "one location of fifty",
                new Filter(
                        Set.of(),
                        Optional.of(Corpus.REGISTRY),
                        Optional.of(Corpus.location(ONE).repository())));
        filters.forEach((what, filter) ->
                rows.addAll(compare(sizes, what, size -> () -> ask(index, size, filter, Optional.empty(), PAGE))));
        rows.addAll(compare(sizes, "a page in the middle", size -> {
            Optional<String> cursor = size == SMALL ? Optional.empty() : middle(index, size, ALL);
            return () -> ask(index, size, ALL, cursor, PAGE);
        }));
        rows.addAll(compare(sizes, "one rare type, as OCI clients ask,", size -> () -> ask(index, size, RARE)));
        rows.addAll(compare(sizes, "an absent type, as OCI clients ask,", size -> () -> ask(index, size, ABSENT)));
        return rows;
    }

    /** The small one is the baseline. */
    private static List<Row> compare(List<Integer> sizes, String what, IntFunction<Runnable> questions) {
        return InTurn.beside(
                new Question("of " + SMALL, questions.apply(SMALL)),
                sizes.stream()
                        .filter(size -> size != SMALL)
                        .map(size -> new Question(what + " of " + size, questions.apply(size)))
                        .toList());
    }

    /** The cursor behind the first half. */
    private static Optional<String> middle(SubjectIndex index, int size, Filter filter) {
        Optional<String> cursor = Optional.empty();
        int left = size / 2;
        while (left > 0) {
            int page = Math.min(1_000, left);
            cursor = ask(index, size, filter, cursor, page).next();
            left -= page;
        }
        return cursor;
    }

    private static SubjectAnswer ask(SubjectIndex index, int size, Filter filter, Optional<String> after, int limit) {
        Ask ask = new Ask(Caller.ANYONE, Instant.now().plus(Duration.ofSeconds(30)), Optional.empty());
        return index.subject(new SubjectQuery(Corpus.subject("of " + size), filter, after, limit, ask))
                .toCompletableFuture()
                .join();
    }

    /** At the location that has the rare one: a fiftieth of a large subject's referrers is there. */
    private static LocationAnswer ask(SubjectIndex index, int size, String type) {
        Ask ask = new Ask(Caller.ANYONE, Instant.now().plus(Duration.ofSeconds(30)), Optional.empty());
        return index.referrers(new LocationQuery(
                        Corpus.location(locationOf(size, size / 2)),
                        Corpus.subject("of " + size),
                        Set.of(type),
                        Optional.empty(),
                        PAGE_BYTES,
                        ask))
                .toCompletableFuture()
                .join();
    }
}
