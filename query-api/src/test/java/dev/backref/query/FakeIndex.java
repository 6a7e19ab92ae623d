package dev.backref.query;

import dev.backref.indexer.contract.ChecksAnswer;
import dev.backref.indexer.contract.ChecksQuery;
import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.EdgesQuery;
import dev.backref.indexer.contract.LocationAnswer;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.PlacesAnswer;
import dev.backref.indexer.contract.PlacesQuery;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.SubjectQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** An index that answers what a test says, and remembers what it was asked. */
public final class FakeIndex implements SubjectIndex {
    public final List<LocationQuery> locationQueries = new ArrayList<>();
    public final List<SubjectQuery> subjectQueries = new ArrayList<>();
    public Function<LocationQuery, CompletionStage<LocationAnswer>> atLocation =
            query -> CompletableFuture.failedStage(new IllegalStateException("not said"));
    public Function<SubjectQuery, CompletionStage<SubjectAnswer>> ofSubject =
            query -> CompletableFuture.failedStage(new IllegalStateException("not said"));

    public Function<RelationsQuery, CompletionStage<RelationsAnswer>> ofRelations =
            query -> CompletableFuture.failedStage(new IllegalStateException("not said"));
    public Function<PlacesQuery, CompletionStage<PlacesAnswer>> ofPlaces =
            query -> CompletableFuture.failedStage(new IllegalStateException("not said"));
    public Function<ChecksQuery, CompletionStage<ChecksAnswer>> ofChecks =
            query -> CompletableFuture.failedStage(new IllegalStateException("not said"));

    public Function<EdgesQuery, CompletionStage<EdgesAnswer>> ofEdges =
            query -> CompletableFuture.failedStage(new IllegalStateException("not said"));

    @Override
    public CompletionStage<EdgesAnswer> edges(EdgesQuery query) {
        return ofEdges.apply(query);
    }

    @Override
    public CompletionStage<RelationsAnswer> relations(RelationsQuery query) {
        return ofRelations.apply(query);
    }

    @Override
    public CompletionStage<PlacesAnswer> places(PlacesQuery query) {
        return ofPlaces.apply(query);
    }

    @Override
    public CompletionStage<ChecksAnswer> checks(ChecksQuery query) {
        return ofChecks.apply(query);
    }

    @Override
    public CompletionStage<LocationAnswer> referrers(LocationQuery query) {
        locationQueries.add(query);
        return atLocation.apply(query);
    }

    @Override
    public CompletionStage<SubjectAnswer> subject(SubjectQuery query) {
        subjectQueries.add(query);
        return ofSubject.apply(query);
    }
}
