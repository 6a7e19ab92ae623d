package dev.backref.query.walk;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Digest;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the index is asked for one page of a walk. It goes from manifest to manifest, each of which can lie in
 * another partition: so what the walk will come to is asked before it comes there, some of it at a time.
 */
final class Listings {
    /** Asked before the walk came there: enough that partitions work side by side, and little beside what others ask. */
    private static final int MOST_AHEAD = 32;

    /** Of all that has come ahead and was not used yet: whoever pushes much must not cost memory for each reader. */
    private static final int MOST_CHARACTERS = 4 * 1024 * 1024;

    /** Of one that is under way: it is counted as this, or as the largest that has come. */
    private static final int USUAL_CHARACTERS = 256 * 1024;

    /** Entries of one listing, whatever a page of the walk has: cursors stand in a listing, and readers may ask for other pages. */
    private static final int ENTRIES = 100;

    private final SubjectQuery evidence;
    private final Function<SubjectQuery, Future<SubjectAnswer>> subjects;
    private final Function<RelationsQuery, Future<RelationsAnswer>> relations;
    private final Map<Listing, Future<Listed>> ahead = new HashMap<>();
    private final Map<Listing, Long> characters = new HashMap<>();
    private long largest = USUAL_CHARACTERS;

    /**
     * @param evidence what of the evidence of each manifest is asked for
     * @param subjects asks the index, and answers where the walk is
     * @param relations likewise
     */
    Listings(
            SubjectQuery evidence,
            Function<SubjectQuery, Future<SubjectAnswer>> subjects,
            Function<RelationsQuery, Future<RelationsAnswer>> relations) {
        this.evidence = evidence;
        this.subjects = subjects;
        this.relations = relations;
    }

    /** One that the walk needs now; fails as a lookup does. One that failed ahead may not fail now. */
    Future<Listed> take(Listing listing) {
        characters.remove(listing);
        return Optional.ofNullable(ahead.remove(listing))
                .filter(asked -> !asked.failed())
                .orElseGet(() -> ask(listing));
    }

    /** Asks for some that the walk will need, as far as there is room. */
    void ahead(List<Listing> needed) {
        long waiting = waiting();
        for (Listing listing : needed) {
            if (ahead.size() < MOST_AHEAD && waiting < MOST_CHARACTERS && !ahead.containsKey(listing)) {
                Future<Listed> asked = ask(listing);
                ahead.put(listing, asked);
                asked.onSuccess(listed -> arrived(listing, listed.characters()));
                waiting += characters.getOrDefault(listing, largest);
            }
        }
    }

    private void arrived(Listing listing, long size) {
        largest = Math.max(largest, size);
        if (ahead.containsKey(listing)) {
            characters.put(listing, size);
        }
    }

    private long waiting() {
        return ahead.keySet().stream()
                .mapToLong(listing -> characters.getOrDefault(listing, largest))
                .sum();
    }

    /** Gives up what was asked ahead of a manifest along which the walk does not go after all. */
    void forget(Digest manifest) {
        ahead.keySet().removeIf(listing -> listing.subject().equals(manifest));
        characters.keySet().retainAll(ahead.keySet());
    }

    private Future<Listed> ask(Listing listing) {
        return listing.way()
                .relation()
                .map(relation -> related(listing, relation))
                .orElseGet(() -> referring(listing));
    }

    private Future<Listed> related(Listing listing, Relation relation) {
        return relations
                .apply(new RelationsQuery(
                        listing.subject(),
                        relation,
                        listing.way().direction(),
                        listing.page(),
                        ENTRIES,
                        about(listing)))
                .map(answer -> Listed.of(listing.way(), answer));
    }

    private Future<Listed> referring(Listing listing) {
        return subjects.apply(new SubjectQuery(
                        listing.subject(), evidence.filter(), scope(listing), listing.page(), ENTRIES, about(listing)))
                .map(Listed::of);
    }

    /** The homes are those of the subject: what a sparse copy of an index lists can be nowhere, and nothing is missing. */
    private SubjectQuery.Scope scope(Listing listing) {
        boolean isOther = !listing.subject().equals(evidence.subject());
        return isOther && evidence.scope() == SubjectQuery.Scope.HOMES ? SubjectQuery.Scope.FILTERED : evidence.scope();
    }

    /** A position is one of the partition of the manifest that was asked about, and says nothing of others. */
    private Ask about(Listing listing) {
        Ask ask = evidence.ask();
        return listing.subject().equals(evidence.subject())
                ? ask
                : new Ask(ask.caller(), ask.deadline(), Optional.empty());
    }
}
