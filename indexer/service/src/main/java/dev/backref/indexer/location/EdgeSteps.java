package dev.backref.indexer.location;

import dev.backref.indexer.derive.SubjectName;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The steps that tell many edges again because the manifest at one end of them appeared, changed or is gone. */
final class EdgeSteps implements Backlog.Steps {
    private static final int ROWS_AT_ONCE = 100;

    private final LocationRows rows;
    private final AssertionRows assertions;
    private final NamedManifests named;
    private final Edges edges;

    EdgeSteps(LocationRows rows, AssertionRows assertions, NamedManifests named, Edges edges) {
        this.rows = rows;
        this.assertions = assertions;
        this.named = named;
        this.edges = edges;
    }

    @Override
    public List<Work> run(Location location, Work work, Budget budget) {
        return work.step() == Work.Step.SUBJECT ? subject(location, work, budget) : referrer(location, work, budget);
    }

    private List<Work> referrer(Location location, Work work, Budget budget) {
        Set<SubjectName> names = new LinkedHashSet<>();
        assertions.eachAbout(location, work.about(), work.after(), made -> {
            names.add(made.assertion().subject());
            return names.size() < ROWS_AT_ONCE;
        });
        Set<Digest> own = new HashSet<>(edges.ownSubjects(location, work.about()));
        String reached = work.after();
        for (SubjectName name : names) {
            if (!budget.left()) {
                return List.of(work.behind(reached));
            }
            Collection<Digest> subjects = edges.subjects(location, name, work.about());
            dropLapsed(location, work.about(), name);
            subjects.stream()
                    .filter(subject -> !own.contains(subject)) // Told when the manifest itself was.
                    .forEach(subject -> edges.tell(location, subject, work.about(), work.look()));
            budget.changed();
            reached = name.toString();
        }
        return names.size() < ROWS_AT_ONCE ? List.of() : List.of(work.behind(reached));
    }

    /** What no tag lists any longer goes with its manifest. */
    private void dropLapsed(Location location, Digest referrer, SubjectName name) {
        if (rows.content(location, referrer).isPresent()) {
            return;
        }
        for (AssertionRows.Made made : assertions.about(location, referrer, name)) {
            if (made.standing() == Standing.LAPSED) {
                assertions.remove(made.asserter(), made.assertion());
                named.forgetUnnamed(location, made.assertion());
            }
        }
    }

    private List<Work> subject(Location location, Work work, Budget budget) {
        SubjectName name = SubjectName.truncated(work.about()).orElseThrow();
        List<Digest> referrers = new ArrayList<>();
        assertions.eachReferrer(location, name, work.after(), referrer -> {
            referrers.add(referrer);
            return referrers.size() < ROWS_AT_ONCE;
        });
        String reached = work.after();
        for (Digest referrer : referrers) {
            if (!budget.left()) {
                return List.of(work.behind(reached));
            }
            edges.tell(location, work.about(), referrer, work.look());
            budget.changed();
            reached = referrer.toString();
        }
        return referrers.size() < ROWS_AT_ONCE ? List.of() : List.of(work.behind(reached));
    }
}
