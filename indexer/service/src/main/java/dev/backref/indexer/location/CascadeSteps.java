package dev.backref.indexer.location;

import dev.backref.indexer.derive.SubjectName;
import dev.backref.indexer.derive.TagClaim;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.util.List;

/**
 * Has everything looked at that refers to a manifest which is gone, what it listed, and the tags that make claims by it: some
 * registries delete these as well, and tell nobody. What is found to be gone has referrers of its own, so that this goes on by itself.
 */
final class CascadeSteps implements Backlog.Steps {
    private final LocationRows rows;
    private final Listed listed;
    private final AssertionRows assertions;
    private final NamedManifests named;

    CascadeSteps(LocationRows rows, Listed listed, AssertionRows assertions, NamedManifests named) {
        this.rows = rows;
        this.listed = listed;
        this.assertions = assertions;
        this.named = named;
    }

    @Override
    public List<Work> run(Location location, Work work, Budget budget) {
        String reached = switch (work.step()) {
            case POINTERS -> pointers(location, work, budget);
            case ORPHANS -> orphans(location, work, budget);
            case CASCADE, DANGLING -> referrers(location, work, budget);
            default -> throw new IllegalArgumentException("no cascade: " + work.step());
        };
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

    /** What a list of referrers has stays: clients delete such a list each time they have written the next. */
    private String orphans(Location location, Work work, Budget budget) {
        String[] reached = {work.after()};
        if (listed.relations().isList(location, work.about())) {
            return reached[0];
        }
        listed.eachChild(location, work.about(), work.after(), entry -> {
            budget.read();
            Digest child = Digest.parse(entry);
            if (rows.content(location, child).isPresent()) {
                named.doubt(new Source.Manifest(location, child), work.look());
                budget.changed();
            }
            reached[0] = entry;
            return budget.left();
        });
        return reached[0];
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
