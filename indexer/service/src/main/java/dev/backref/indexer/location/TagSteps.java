package dev.backref.indexer.location;

import dev.backref.indexer.contract.Form;
import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.SubjectName;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps by which referrers tags follow their indexes, each as far as its call may go. */
final class TagSteps implements Backlog.Steps {
    private static final int TAGS_AT_ONCE = 40;
    private static final int ROWS_AT_ONCE = 1_000;

    private final LocationRows rows;
    private final EntryRows entries;
    private final AssertionRows assertions;
    private final NamedManifests named;
    private final Edges edges;

    TagSteps(LocationRows rows, EntryRows entries, AssertionRows assertions, NamedManifests named, Edges edges) {
        this.rows = rows;
        this.entries = entries;
        this.assertions = assertions;
        this.named = named;
        this.edges = edges;
    }

    @Override
    public List<Work> run(Location location, Work work, Budget budget) {
        return switch (work.step()) {
            case ENTRIES -> entries(tag(location, work), work, budget);
            case LAPSES -> lapses(tag(location, work), work, budget);
            case TAGS -> tags(location, work, budget);
            case CHILDREN -> children(location, work, budget);
            case FORGET -> forget(location, work);
            case REFERRER, SUBJECT -> new EdgeSteps(rows, assertions, named, edges).run(location, work, budget);
        };
    }

    private List<Work> entries(Source.Tag tag, Work work, Budget budget) {
        String[] reached = {work.after()};
        entries.each(tag.location(), work.about(), work.after(), entry -> {
            budget.read();
            list(tag, entry, work, budget);
            reached[0] = entry.toString();
            return budget.left();
        });
        return budget.left() ? List.of() : List.of(work.behind(reached[0]));
    }

    private List<Work> children(Location location, Work work, Budget budget) {
        String[] reached = {work.after()};
        entries.each(location, work.about(), work.after(), entry -> {
            budget.read();
            if (rows.manifest(location, entry).isEmpty()) {
                named.want(location, entry, work.look());
                budget.changed();
            }
            reached[0] = entry.toString();
            return budget.left();
        });
        return budget.left() ? List.of() : List.of(work.behind(reached[0]));
    }

    private void list(Source.Tag tag, Digest entry, Work work, Budget budget) {
        Assertion assertion = assertion(tag, entry);
        Optional<Standing> before = assertions.standing(tag, assertion);
        boolean ofItself = assertion.subject().fits(entry) || entry.equals(work.about());
        if (ofItself || !isNews(tag.location(), entry, before, work.standing())) {
            return;
        }
        assertions.put(tag, assertion, work.standing());
        if (before.isEmpty()) {
            named.wantUnknown(tag.location(), entry, work.look());
            assertion.subject().digest().ifPresent(subject -> named.wantUnknown(tag.location(), subject, work.look()));
        }
        if (rows.content(tag.location(), entry).isPresent()) {
            edges.tellOf(tag.location(), assertion, work.look());
        }
        budget.changed();
    }

    /** That an index of former times lists something is news only where nothing else is known of it, and it may live. */
    private boolean isNews(Location location, Digest entry, Optional<Standing> before, Standing now) {
        return now == Standing.HOLDS
                ? before.filter(Standing.HOLDS::equals).isEmpty()
                : before.isEmpty() && !rows.isGone(location, entry);
    }

    private List<Work> lapses(Source.Tag tag, Work work, Budget budget) {
        Map<Digest, Standing> listed = new LinkedHashMap<>();
        assertions.each(tag, subject(tag), work.after(), (referrer, standing) -> {
            listed.put(referrer, standing);
            return listed.size() < ROWS_AT_ONCE;
        });
        String reached = work.after();
        for (Map.Entry<Digest, Standing> each : listed.entrySet()) {
            if (!budget.left()) {
                return List.of(work.behind(reached));
            }
            budget.read();
            if (each.getValue() == Standing.HOLDS && !lists(tag.location(), work.manifest(), each.getKey())) {
                lapse(tag, each.getKey(), work.look());
                budget.changed();
            }
            reached = each.getKey().toString();
        }
        return listed.size() < ROWS_AT_ONCE ? List.of() : List.of(work.behind(reached));
    }

    private boolean lists(Location location, Optional<Digest> index, Digest entry) {
        return index.isPresent() && entries.has(location, index.get(), entry);
    }

    private void lapse(Source.Tag tag, Digest referrer, Look look) {
        Assertion assertion = assertion(tag, referrer);
        if (rows.isGone(tag.location(), referrer)) {
            assertions.remove(tag, assertion);
            edges.tellOf(tag.location(), assertion, look); // What was to tell it may stand behind this in the backlog.
            named.forgetUnnamed(tag.location(), assertion);
        } else {
            assertions.put(tag, assertion, Standing.LAPSED);
            if (rows.content(tag.location(), referrer).isPresent()) {
                edges.tellOf(tag.location(), assertion, look);
            }
        }
    }

    private List<Work> tags(Location location, Work work, Budget budget) {
        Map<String, Boolean> found = new LinkedHashMap<>();
        String[] reached = {work.after()};
        boolean[] more = new boolean[1];
        rows.eachTagOf(location, work.about(), work.after(), (tag, points) -> {
            budget.read();
            reached[0] = tag;
            if (SubjectName.ofTag(tag).isPresent()) {
                found.put(tag, points);
            }
            more[0] = !budget.left() || found.size() == TAGS_AT_ONCE;
            return !more[0];
        });
        List<Work> next = new ArrayList<>();
        found.forEach((tag, points) -> next.addAll(ofTag(location, tag, points, work)));
        if (more[0]) {
            next.add(work.behind(reached[0]));
        }
        return next;
    }

    /** What follows for one of its tags, or for one that pointed there when nobody had looked. */
    private List<Work> ofTag(Location location, String tag, boolean points, Work work) {
        Digest manifest = work.about();
        boolean known = rows.isIndexKnown(location, manifest);
        if (!points) {
            rows.forgetPointer(location, tag, manifest);
            Standing standing = isPending(location, tag) ? Standing.HOLDS : Standing.LAPSED;
            return known ? List.of(Work.entries(tag, manifest, standing, work.look())) : List.of();
        }
        return known
                ? List.of(
                        Work.entries(tag, manifest, Standing.HOLDS, work.look()),
                        Work.lapses(tag, Optional.of(manifest), work.look()))
                : List.of(Work.lapses(tag, Optional.empty(), work.look()));
    }

    /** Until the manifest that a tag points to is known, all that it asserted before holds. */
    private boolean isPending(Location location, String tag) {
        return rows.tag(location, tag)
                .filter(target -> named.isWanted(location, target))
                .isPresent();
    }

    private List<Work> forget(Location location, Work work) {
        if (rows.content(location, work.about()).isEmpty()) {
            entries.forget(location, work.about());
        }
        return List.of();
    }

    private static Source.Tag tag(Location location, Work work) {
        return new Source.Tag(location, work.tag().orElseThrow());
    }

    private static SubjectName subject(Source.Tag tag) {
        return SubjectName.ofTag(tag.tag()).orElseThrow();
    }

    private static Assertion assertion(Source.Tag tag, Digest referrer) {
        return new Assertion(subject(tag), referrer, Form.REFERRERS_TAG);
    }
}
