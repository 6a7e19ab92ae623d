package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.indexer.facts.EdgeState;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.EdgeRow;
import dev.backref.indexer.subject.SubjectKeys;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The referrers of one page: of those that a scan finds, the ones whose content the filter lets through. The page is full
 * by what is on it, and by what was looked at for it, so that a filter that lets few through ends a page early rather than
 * late.
 */
final class ReferrerPage {
    /** Referrers looked at for one page. */
    private static final int MOST_LOOKED_AT = 10_000;

    /**
     * Characters of annotations, evidence and verifications in one page: a manifest can have as many as that, and who pushes it
     * is not who asks.
     */
    private static final int MOST_CHARACTERS = 4 * 1024 * 1024;

    /** Bytes of rows that were read for one page and are not on it. */
    private static final long MOST_IN_VAIN = 16L * 1024 * 1024;

    private final Table rows;
    private final SubjectQuery query;
    private final ContentFilter content;
    private final Verifications verifications;
    private final List<Referrer> page = new ArrayList<>();
    private int lookedAt;
    private long characters;
    private long inVain;

    ReferrerPage(Table rows, SubjectQuery query) {
        this.rows = rows;
        this.query = query;
        this.content = query.filter().content();
        this.verifications = new Verifications(rows, SubjectKeys.verifications(query.subject()));
    }

    /** Those that are on it, in the order in which they came. */
    List<Referrer> referrers() {
        return page;
    }

    /** Whether it ends here; the first referrer has room however large it is. */
    boolean isFull() {
        return page.size() == query.limit()
                || characters > MOST_CHARACTERS
                || lookedAt == MOST_LOOKED_AT
                || inVain > MOST_IN_VAIN;
    }

    /**
     * Adds a referrer unless it is nowhere, disappeared between the scan and this, or holds what is not asked for. What it
     * holds is what its first location tells, or the first that tells what is asked for, and where most of its payloads were
     * read, or else most of the kinds that are asked for are known: one that was looked at by older rules must not hide what
     * another knows, also where several kinds are asked for.
     */
    void add(Digest referrer, List<Location> locations) {
        lookedAt++;
        Optional<Place> first = Optional.empty();
        List<Referrer.At> at = new ArrayList<>();
        for (Location location : locations) {
            Optional<Place> place = place(referrer, location);
            Optional<Place> before = first;
            first = place.filter(each -> before.isEmpty() || tellsMore(each, before.get()))
                    .filter(this::letsEvidence)
                    .or(() -> before);
            place.map(Place::at).ifPresent(at::add);
        }
        first.ifPresent(each -> add(referrer, each, at));
    }

    private boolean tellsMore(Place one, Place other) {
        return Comparator.<Place>comparingInt(place -> Math.min(1, asked(place)))
                        .thenComparingLong(Place::told)
                        .thenComparingInt(this::asked)
                        .compare(one, other)
                > 0;
    }

    /** How many of the kinds that are asked for are known there, without those that say no more than that it is something. */
    private int asked(Place place) {
        return (int) place.row().state().kinds().stream()
                .filter(content.kinds()::contains)
                .filter(kind -> kind != Kind.ATTESTATION && kind != Kind.UNKNOWN)
                .count();
    }

    private void add(Digest referrer, Place first, List<Referrer.At> at) {
        Optional<byte[]> full = rows.get(
                SubjectKeys.edge(query.subject(), first.location(), first.row().firstSeen(), referrer));
        EdgeState state = first.row().state();
        Descriptor descriptor =
                full.map(json -> Json.read(json, Descriptor.class)).orElse(state.descriptor());
        if (content.letsAnnotations(descriptor.annotations()) && content.letsAge(descriptor, state.evidence())) {
            Referrer whole = new Referrer(
                    descriptor, state.kinds(), state.evidence(), verifications.of(query.subject(), referrer), at);
            characters += whole.characters();
            page.add(whole);
        } else {
            inVain += first.size() + full.map(json -> json.length).orElse(0);
        }
    }

    /**
     * A referrer at a location.
     *
     * @param size of its row, in bytes
     */
    private record Place(Location location, EdgeRow row, int size) {
        /** Of how many layers a payload was read there: what it says is the same wherever that was. */
        long told() {
            return row.state().evidence().stream()
                    .filter(layer ->
                            !layer.subjects().isEmpty() || layer.created().isPresent())
                    .count();
        }

        Referrer.At at() {
            return new Referrer.At(location, row.state().forms(), row.state().lapsed(), row.observed(), row.indexed());
        }
    }

    private Optional<Place> place(Digest referrer, Location location) {
        return rows.get(SubjectKeys.merged(query.subject(), referrer, location))
                .map(row -> new Place(location, Json.read(row, EdgeRow.class), row.length));
    }

    private boolean letsEvidence(Place place) {
        EdgeState state = place.row().state();
        boolean lets = content.letsKinds(state.kinds())
                && (content.predicateTypes().isEmpty() || content.letsPredicateTypes(state.predicateTypes()));
        inVain += lets ? 0 : place.size();
        return lets;
    }
}
