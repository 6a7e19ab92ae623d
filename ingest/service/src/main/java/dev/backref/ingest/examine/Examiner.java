package dev.backref.ingest.examine;

import dev.backref.ingest.contract.Finding;
import io.vertx.core.Future;
import java.util.List;

/** Looks how one registry behaves. It only reads there, never blocks the caller, and ends within a bounded time. */
@FunctionalInterface
public interface Examiner {
    /** The most repositories that it looks into. */
    int MOST_REPOSITORIES = 3;

    /**
     * Looks now.
     *
     * @param known names of some repositories that the registry is known to have; more than {@link #MOST_REPOSITORIES}
     *     are of no use
     * @return a finding for each thing that was to be looked at, always the same things in the same order. Whatever the
     *     registry does is in the value: a future that fails tells of a defect here
     */
    Future<List<Finding>> examine(List<String> known);
}
