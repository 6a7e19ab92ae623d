package dev.backref.indexer.location;

import dev.backref.indexer.derive.SubjectName;
import dev.backref.indexer.derive.TagClaim;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.util.List;

/**
 * Has everything looked at that refers to a manifest which is gone, and the tags that make claims by it: some registries delete
 * these as well, and tell nobody. What is found to be gone has referrers of its own, so that this goes on by itself.
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
        String reached = work.step() == Work.Step.POINTERS
                ? pointers(location, work, budget)
                : referrers(location, work, budget);
        return budget.left() ? List.of() : List.of(work.behind(reached));
    }

    private String referrers(Location location, Work work, Budget budget) {
        SubjectName name = work.tag().flatMap(SubjectName::ofTag).orElseGet(() -> SubjectName.of(work.about()));
        String[] reached = {work.after()};
        assertions.eachReferrer(location, name, work.after(), referrer -> {
            budget.read();
            boolean meant = work.step() == Work.Step.CASCADE || isOwn(location, referrer, name);
            if (meant && rows.content(location, referrer).isPresent()) {
                named.doubt(new Source.Manifest(location, referrer), work.look());
                budget.changed();
            }
            reached[0] = referrer.toString();
            return budget.left();
        });
        return reached[0];
    }

    /** What a tag or an index says of it, registries do not go by. */
    private boolean isOwn(Location location, Digest referrer, SubjectName subject) {
        return assertions.ofItself(location, referrer).stream()
                .anyMatch(assertion -> assertion.subject().equals(subject));
    }

    /** One that is not taken along points to nothing; what it claims comes back with the manifest. */
    private String pointers(Location location, Work work, Budget budget) {
        String[] reached = {work.after()};
        rows.eachTagOf(location, work.about(), work.after(), (tag, points) -> {
            budget.read();
            if (points && TagClaim.of(tag).isPresent()) {
                named.doubt(new Source.Tag(location, tag), work.look());
                budget.changed();
            }
            reached[0] = tag;
            return budget.left();
        });
        return reached[0];
    }
}
