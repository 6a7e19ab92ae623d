package dev.backref.query.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.ingest.contract.Digest;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random graphs with cycles, read page by page from an index whose answers come in any order and fail now and then: all pages
 * together tell what a plain search finds, and each of them stands by itself.
 */
class WalkModelTest {
    private static final int GRAPHS = 300;
    private static final List<Way> WAYS = List.of(Way.values());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void allPagesTellWhatAPlainSearchFinds(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < GRAPHS; round++) {
            check(random, "seed " + seed + ", graph " + round);
        }
    }

    /** An edge without what is known of it. */
    private record Line(Digest subject, Way way, Digest digest) {}

    private static void check(Random random, String which) {
        List<Digest> manifests = IntStream.range(0, 2 + random.nextInt(12))
                .mapToObj(number -> PlayedGraph.digest("manifest " + number))
                .toList();
        PlayedGraph graph = graph(random, manifests);
        List<Runnable> waiting = new ArrayList<>();
        graph.delivery = inAnyOrder(random, waiting);
        Set<Way> ways = EnumSet.copyOf(IntStream.range(0, 1 + random.nextInt(6))
                .mapToObj(any -> way(random))
                .toList());
        Route route = random.nextInt(5) == 0 ? Route.PLATFORMS : Route.graph(ways, 1 + random.nextInt(5));
        int limit = 1 + random.nextInt(random.nextBoolean() ? 4 : 100);

        Set<Line> all = new HashSet<>();
        Optional<WalkCursor> next = Optional.empty();
        do {
            Optional<WalkCursor> begin =
                    next.map(cursor -> WalkCursor.read(cursor.text(manifests.get(0), route), manifests.get(0), route));
            WalkQuery query = PlayedGraph.query(manifests.get(0), route, limit, begin, Optional.empty());
            Walk.Page page = page(graph, query, random, waiting);
            List<Line> lines = page.told().stream()
                    .map(Told::found)
                    .map(found -> new Line(found.subject(), found.way(), found.digest()))
                    .toList();
            assertThat(lines).as(which).doesNotHaveDuplicates();
            assertThat(lines.size()).as(which).isLessThanOrEqualTo(limit);
            assertThat(page.ended().isPresent() && page.next().isEmpty())
                    .as(which)
                    .isFalse();
            assertThat(lines.size() == limit
                            || page.next().isEmpty()
                            || page.ended().isPresent())
                    .as(which + ": a page is full unless it says why")
                    .isTrue();
            all.addAll(lines);
            next = page.next();
        } while (next.isPresent());
        assertThat(all).as(which).isEqualTo(search(graph, manifests.get(0), route));
    }

    private static Way way(Random random) {
        return WAYS.get(random.nextInt(WAYS.size()));
    }

    private static PlayedGraph graph(Random random, List<Digest> manifests) {
        PlayedGraph graph = new PlayedGraph(1 + random.nextInt(3));
        if (random.nextInt(4) == 0) {
            graph.withGaps();
        }
        int edges = random.nextInt(3 * manifests.size());
        for (int edge = 0; edge < edges; edge++) {
            Digest one = manifests.get(random.nextInt(manifests.size()));
            Digest other = manifests.get(random.nextInt(manifests.size()));
            switch (random.nextInt(3)) {
                case 0 -> graph.refers(one, other);
                case 1 -> graph.lists(one, other);
                default -> graph.builtFrom(one, other);
            }
        }
        return graph;
    }

    private static PlayedGraph.Delivery inAnyOrder(Random random, List<Runnable> waiting) {
        return new PlayedGraph.Delivery() {
            @Override
            public <A> CompletionStage<A> deliver(Listing listing, Supplier<A> answer) {
                if (random.nextInt(3) == 0) {
                    return CompletableFuture.completedStage(answer.get());
                }
                CompletableFuture<A> later = new CompletableFuture<>();
                boolean fails = random.nextInt(20) == 0;
                waiting.add(() -> {
                    if (fails) {
                        later.completeExceptionally(new IndexUnavailable("busy", Duration.ofSeconds(1)));
                    } else {
                        later.complete(answer.get());
                    }
                });
                return later;
            }
        };
    }

    /** A page that the index could answer, however often it has to be asked for it. */
    private static Walk.Page page(PlayedGraph graph, WalkQuery query, Random random, List<Runnable> waiting) {
        while (true) {
            Future<Walk.Page> page = graph.walk(query).page();
            while (!page.isComplete()) {
                assertThat(waiting).as("it waits for something").isNotEmpty();
                waiting.remove(random.nextInt(waiting.size())).run();
            }
            waiting.clear();
            if (page.succeeded()) {
                return page.result();
            }
            assertThat(page.cause()).isInstanceOf(IndexUnavailable.class);
        }
    }

    private static Set<Line> search(PlayedGraph graph, Digest from, Route route) {
        Set<Line> lines = new HashSet<>();
        search(graph, from, new Rest(route, route.ways(), route.depth()), lines);
        return lines;
    }

    /** What of a route is left. */
    private record Rest(Route route, Set<Way> ways, int depth) {
        Rest behind(Way way) {
            return new Rest(route, route.behind(way, ways), depth - 1);
        }
    }

    private static void search(PlayedGraph graph, Digest from, Rest rest, Set<Line> lines) {
        if (rest.depth() == 0) {
            return;
        }
        for (Way way : rest.ways()) {
            for (Digest other : graph.around(from, way)) {
                if (rest.route().tells().contains(way)) {
                    lines.add(new Line(from, way, other));
                }
                search(graph, other, rest.behind(way), lines);
            }
        }
    }
}
