package dev.backref.indexer.location;

import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.Relation.Direction;
import dev.backref.indexer.derive.RelatedManifest;
import dev.backref.indexer.facts.Related;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.List;

/** The steps by which what is told of a manifest's relations follows what it names. */
final class RelationSteps implements Backlog.Steps {
    private static final int ROWS_AT_ONCE = 100;

    private final LocationRows rows;
    private final NamedRelations relations;
    private final Outbox out;

    RelationSteps(LocationRows rows, NamedRelations relations, Outbox out) {
        this.rows = rows;
        this.relations = relations;
        this.out = out;
    }

    @Override
    public List<Work> run(Location location, Work work, Budget budget) {
        return work.step() == Work.Step.RELATE ? relate(location, work, budget) : unrelate(location, work, budget);
    }

    private List<Work> relate(Location location, Work work, Budget budget) {
        Digest manifest = work.about();
        if (rows.content(location, manifest).isEmpty()) {
            return List.of(); // What takes it all back stands behind this.
        }
        boolean list = relations.isList(location, manifest);
        String[] reached = {work.after()};
        relations.eachNamed(location, manifest, work.after(), line -> {
            budget.read();
            RelatedManifest related = RelatedManifest.ofLine(line);
            if (holds(related, list) && relations.tell(location, manifest, line)) {
                tell(location, related, true, work);
                budget.changed();
            }
            reached[0] = line;
            return budget.left();
        });
        return budget.left() ? List.of() : List.of(work.behind(reached[0]));
    }

    private List<Work> unrelate(Location location, Work work, Budget budget) {
        Digest manifest = work.about();
        if (rows.content(location, manifest).isEmpty()) {
            relations.forget(location, manifest);
        }
        boolean list = relations.isList(location, manifest);
        List<String> told = new ArrayList<>();
        relations.eachTold(location, manifest, work.after(), line -> told.add(line) && told.size() < ROWS_AT_ONCE);
        String reached = work.after();
        for (String line : told) {
            if (!budget.left()) {
                return List.of(work.behind(reached));
            }
            budget.read();
            RelatedManifest related = RelatedManifest.ofLine(line);
            if (!holds(related, list) || !relations.isNamed(location, manifest, line)) {
                relations.takeBack(location, manifest, line);
                tell(location, related, false, work);
                budget.changed();
            }
            reached = line;
        }
        return told.size() < ROWS_AT_ONCE ? List.of() : List.of(work.behind(reached));
    }

    private static boolean holds(RelatedManifest related, boolean list) {
        return !list || related.relation() != Relation.INDEX_CHILD;
    }

    /** Either end is asked, and is told in its own partition. */
    private void tell(Location location, RelatedManifest related, boolean present, Work work) {
        Digest manifest = work.about();
        tell(
                new Related(
                        manifest,
                        related.other(),
                        related.relation(),
                        Direction.OUT,
                        location,
                        present,
                        work.look().origin()),
                work);
        tell(
                new Related(
                        related.other(),
                        manifest,
                        related.relation(),
                        Direction.IN,
                        location,
                        present,
                        work.look().origin()),
                work);
    }

    private void tell(Related fact, Work work) {
        out.tell(fact, work.look().timestamp());
    }
}
