package dev.backref.indexer.contract;

import java.util.concurrent.CompletionStage;

/**
 * The index from a subject to what refers to it. It may be in this process or in others; it never answers "nothing" when
 * it does not know.
 *
 * <p>A lookup that cannot be answered fails with {@link IndexUnavailable}; a cursor or position that is not this index's
 * with {@link IllegalArgumentException}.
 */
public interface SubjectIndex {
    /** The referrers of a subject at one location. */
    CompletionStage<LocationAnswer> referrers(LocationQuery query);

    /** The referrers of a subject over all locations that the caller may see. */
    CompletionStage<SubjectAnswer> subject(SubjectQuery query);

    /** The manifests that are related to one over all locations that the caller may see, of which it is no evidence. */
    CompletionStage<RelationsAnswer> relations(RelationsQuery query);

    /** The locations, of those that the caller may see, that have a subject or something that refers to it. */
    CompletionStage<PlacesAnswer> places(PlacesQuery query);

    /** What came of requests to look again. Only the last ones are remembered, for those who still wait. */
    CompletionStage<ChecksAnswer> checks(ChecksQuery query);

    /** The edges that a partition of subjects has, of those at locations that the caller may see. */
    CompletionStage<EdgesAnswer> edges(EdgesQuery query);
}
