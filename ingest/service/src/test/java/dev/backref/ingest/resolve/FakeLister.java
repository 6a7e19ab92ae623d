package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.sweep.Listed;
import dev.backref.ingest.sweep.Lister;
import dev.backref.ingest.sweep.SortedLines;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Lists what a test says. */
final class FakeLister implements Lister {
    final Map<String, List<String>> repositories = new ConcurrentHashMap<>();
    volatile Optional<Listed.Failed> failure = Optional.empty();

    @Override
    public Future<Listed> repositories() {
        return Future.succeededFuture(
                failure.<Listed>map(failed -> failed).orElseGet(() -> all(repositories.keySet())));
    }

    @Override
    public Future<Listed> sources(String repository) {
        Optional<List<String>> lines = Optional.ofNullable(repositories.get(repository));
        Optional<Listed> failed = failure.map(each -> each);
        return Future.succeededFuture(
                failed.or(() -> lines.map(FakeLister::all)).orElseGet(Listed.Gone::new));
    }

    private static Listed all(Iterable<String> lines) {
        try (SortedLines.Collector collector = new SortedLines.Collector(Path.of("unused"), 10_000)) {
            lines.forEach(collector::add);
            return new Listed.All(collector.sorted(), Basis.TAGS);
        }
    }
}
