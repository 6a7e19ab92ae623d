package dev.backref.indexer.location;

import dev.backref.ingest.contract.Location;
import java.util.List;

/** Gives each piece of work to the steps of its kind. */
record WorkSteps(ClaimSteps claims, EdgeSteps edges, CascadeSteps cascades, RelationSteps relations)
        implements Backlog.Steps {
    @Override
    public List<Work> run(Location location, Work work, Budget budget) {
        Backlog.Steps steps = switch (work.step()) {
            case ENTRIES, LAPSES, TAGS, CHILDREN, FORGET -> claims;
            case REFERRER, SUBJECT -> edges;
            case CASCADE, DANGLING, ORPHANS, POINTERS -> cascades;
            case RELATE, UNRELATE -> relations;
        };
        return steps.run(location, work, budget);
    }
}
