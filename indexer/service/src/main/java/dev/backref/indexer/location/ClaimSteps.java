package dev.backref.indexer.location;

import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.TagClaim;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps by which what is asserted follows what tags and indexes claim, each as far as its call may go. */
final class ClaimSteps implements Backlog.Steps {
    private static final int TAGS_AT_ONCE = 40;
    private static final int ROWS_AT_ONCE = 1_000;

    private final LocationRows rows;
    private final Listed listed;
    private final Claimants claimants;
    private final AssertionRows assertions;
    private final NamedManifests named;
    private final Edges edges;

    ClaimSteps(LocationRows rows, Listed listed, AssertionRows assertions, NamedManifests named, Edges edges) {
        this.rows = rows;
        this.listed = listed;
        this.claimants = new Claimants(listed);
        this.assertions = assertions;
        this.named = named;
        this.edges = edges;
    }

    @Override
    public List<Work> run(Location location, Work work, Budget budget) {
        return switch (work.step()) {
            case ENTRIES -> entries(claimants.of(location, work), work, budget);
            case LAPSES -> lapses(claimants.of(location, work), work, budget);
            case TAGS -> tags(location, work, budget);
            case CHILDREN -> children(location, work, budget);
            case FORGET -> forget(location, work);
            case REFERRER, SUBJECT, CASCADE, DANGLING, ORPHANS, POINTERS, RELATE, UNRELATE ->
                throw new IllegalArgumentException("not about claims: " + work.step());
        };
    }

    private List<Work> entries(Claimant claimant, Work work, Budget budget) {
        String[] reached = {work.after()};
        claimant.each(work.about(), work.after(), (name, assertion) -> {
            budget.read();
            claim(claimant.asserter(), assertion, work, budget);
            reached[0] = name;
            return budget.left();
        });
        return budget.left() ? List.of() : List.of(work.behind(reached[0]));
    }

    private List<Work> children(Location location, Work work, Budget budget) {
        String[] reached = {work.after()};
        listed.eachChild(location, work.about(), work.after(), entry -> {
            budget.read();
            Digest child = Digest.parse(entry);
            if (named.wantUnknown(location, child, work.look())) {
                budget.changed();
            }
            reached[0] = entry;
            return budget.left();
        });
        return budget.left() ? List.of() : List.of(work.behind(reached[0]));
    }

    private void claim(Asserter asserter, Assertion assertion, Work work, Budget budget) {
        Location location = asserter.location();
        Digest referrer = assertion.referrer();
        Optional<Standing> before = assertions.standing(asserter, assertion);
        boolean ofItself = assertion.subject().fits(referrer);
        if (ofItself || !isNews(location, referrer, before, work.standing())) {
            return;
        }
        assertions.put(asserter, assertion, work.standing());
        if (before.isEmpty()) {
            named.wantUnknown(location, referrer, work.look());
            assertion.subject().digest().ifPresent(subject -> named.wantUnknown(location, subject, work.look()));
        }
        if (rows.content(location, referrer).isPresent()) {
            edges.tellOf(location, assertion, work.look());
        }
        budget.changed();
    }

    /** That an index of former times lists something is news only where nothing else is known of it, and it may live. */
    private boolean isNews(Location location, Digest entry, Optional<Standing> before, Standing now) {
        return now == Standing.HOLDS
                ? before.filter(Standing.HOLDS::equals).isEmpty()
                : before.isEmpty() && !rows.isGone(location, entry);
    }

    private List<Work> lapses(Claimant claimant, Work work, Budget budget) {
        Map<Assertion, Standing> made = new LinkedHashMap<>();
        assertions.each(claimant.asserter(), work.after(), (assertion, standing) -> {
            made.put(assertion, standing);
            return made.size() < ROWS_AT_ONCE;
        });
        String reached = work.after();
        for (Map.Entry<Assertion, Standing> each : made.entrySet()) {
            if (!budget.left()) {
                return List.of(work.behind(reached));
            }
            budget.read();
            if (each.getValue() == Standing.HOLDS && !isClaimed(claimant, work.manifest(), each.getKey())) {
                lapse(claimant, work.manifest(), each.getKey(), work.look());
                budget.changed();
            }
            reached = each.getKey().line();
        }
        return made.size() < ROWS_AT_ONCE ? List.of() : List.of(work.behind(reached));
    }

    private static boolean isClaimed(Claimant claimant, Optional<Digest> manifest, Assertion assertion) {
        return manifest.isPresent() && claimant.has(manifest.get(), assertion);
    }

    /** @param manifest that stands in the place of the one by which it was claimed */
    private void lapse(Claimant claimant, Optional<Digest> manifest, Assertion assertion, Look look) {
        Asserter asserter = claimant.asserter();
        Location location = asserter.location();
        // A former build took what an index lists for its own referrers.
        boolean wasNone = manifest.filter(there -> !claimant.makesList(there))
                .filter(there -> claimants.isListed(location, there, assertion.referrer()))
                .isPresent();
        if (!claimant.lapses() || wasNone || rows.isGone(location, assertion.referrer())) {
            assertions.remove(asserter, assertion);
            edges.tellOf(location, assertion, look); // What was to tell it may stand behind this in the backlog.
            named.forgetUnnamed(location, assertion);
        } else {
            assertions.put(asserter, assertion, Standing.LAPSED);
            if (rows.content(location, assertion.referrer()).isPresent()) {
                edges.tellOf(location, assertion, look);
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
            if (TagClaim.of(tag).isPresent()) {
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
        Claimant claimant = claimants.ofTag(location, tag).orElseThrow();
        int since = claimant.since();
        boolean known = rows.isKnown(location, manifest, since);
        List<Work> next = new ArrayList<>();
        if (known
                && claimant.makesList(manifest)
                && rows.isImageIndex(location, manifest)
                && listed.relations().isNewList(location, manifest)) {
            next.add(Work.of(Work.Step.UNRELATE, manifest, work.look()));
        }
        if (!points) {
            rows.forgetPointer(location, tag, manifest);
            Standing standing = isPending(location, tag, since) ? Standing.HOLDS : Standing.LAPSED;
            if (known) {
                next.add(Work.entries(tag, manifest, standing, work.look()));
            }
            return next;
        }
        if (known) {
            next.add(Work.entries(tag, manifest, Standing.HOLDS, work.look()));
        }
        next.add(Work.lapses(tag, Optional.of(manifest).filter(there -> known), work.look()));
        if (known && !claimant.makesList(manifest) && isListForNobody(location, manifest)) {
            listed.relations().unlist(location, manifest);
            next.add(Work.of(Work.Step.RELATE, manifest, work.look()));
        }
        return next;
    }

    /** As a former build left an index that is under the tag of its own digest. */
    private boolean isListForNobody(Location location, Digest manifest) {
        if (!listed.relations().isList(location, manifest)) {
            return false;
        }
        boolean[] nobody = {true};
        rows.eachTagOf(location, manifest, "", (tag, points) -> {
            nobody[0] =
                    TagClaim.of(tag).filter(claim -> claim.holdsFor(manifest)).isEmpty();
            return nobody[0];
        });
        return nobody[0];
    }

    /** Until the manifest that a tag points to is known, all that it asserted before holds. One that is known can be asked for again. */
    private boolean isPending(Location location, String tag, int since) {
        return rows.tag(location, tag)
                .filter(target -> !rows.isKnown(location, target, since) && named.isAwaited(location, target))
                .isPresent();
    }

    /** What an index listed, and then what it claimed. */
    private List<Work> forget(Location location, Work work) {
        if (rows.content(location, work.about()).isPresent()) {
            return List.of();
        }
        listed.forget(location, work.about());
        return List.of(Work.lapses(work.about(), work.look()));
    }
}
