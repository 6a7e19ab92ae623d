package dev.backref.indexer.location;

import dev.backref.indexer.derive.SubjectName;
import dev.backref.ingest.contract.Location;
import java.util.List;

/**
 * Has everything looked at that refers to a manifest which is gone: some registries delete it as well, and tell nobody. What
 * is found to be gone has referrers of its own, so that this goes on by itself.
 */
final class CascadeSteps implements Backlog.Steps {
    private final LocationRows rows;
    private final AssertionRows assertions;
    private final NamedManifests named;

    CascadeSteps(LocationRows rows, AssertionRows assertions, NamedManifests named) {
        this.rows = rows;
        this.assertions = assertions;
        this.named = named;
    }

    @Override
    public List<Work> run(Location location, Work work, Budget budget) {
        SubjectName name = work.tag().flatMap(SubjectName::ofTag).orElseGet(() -> SubjectName.of(work.about()));
        String[] reached = {work.after()};
        assertions.eachReferrer(location, name, work.after(), referrer -> {
            budget.read();
            if (rows.content(location, referrer).isPresent()) {
                named.doubt(location, referrer, work.look());
                budget.changed();
            }
            reached[0] = referrer.toString();
            return budget.left();
        });
        return budget.left() ? List.of() : List.of(work.behind(reached[0]));
    }
}
