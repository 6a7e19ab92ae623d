package dev.backref.query.subjects;

import dev.backref.indexer.contract.Check;
import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.RefreshRequest;
import dev.backref.ingest.contract.Request;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was asked of registries, and plays an index that has the answers. */
final class FakeRequests {
    final List<RefreshRequest> written = new CopyOnWriteArrayList<>();
    volatile CompletionStage<Void> acknowledged = CompletableFuture.completedStage(null);

    CompletionStage<Void> append(Request request) {
        written.add((RefreshRequest) request);
        return acknowledged;
    }

    /** All of a query's requests are over, for this reason or without one. */
    CompletionStage<ChecksAnswer> answered(ChecksQuery query, Optional<String> reason, Position position) {
        return CompletableFuture.completedStage(new ChecksAnswer(query.requests().stream()
                .map(asked -> new Check(asked.location(), asked.id(), position.appended(), reason, position))
                .toList()));
    }

    static CompletionStage<ChecksAnswer> nothingYet() {
        return CompletableFuture.completedStage(new ChecksAnswer(List.of()));
    }
}
