package dev.backref.indexer.location;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.ListedSource;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares pieces of listings with what is known at their location. Tags sort before digests, in rows as in listings. */
record Listings(LocationRows rows) {
    private static final String TAG = ":";
    private static final String DIGEST = "@";

    /**
     * What a part of a piece shows.
     *
     * @param wanted what it has and nobody knows, or knows otherwise, or what is known and it lacks
     * @param seen what was compared. A manifest that is listed where not all are is come by again among those that are known
     * @param reached the name up to which; absent when the piece is over
     */
    record Difference(List<Source> wanted, SweepCount seen, Optional<String> reached) {}

    /** Compares what a piece says behind a name with what is known there, at most so many sources of both together. */
    Difference compare(Listing piece, String after, int most) {
        TreeMap<String, Optional<Digest>> known = known(piece, after, most);
        Map<String, ListedSource> listed = new HashMap<>();
        for (ListedSource source : piece.sources()) {
            if (source.name().compareTo(after) > 0) {
                listed.put(source.name(), source);
            }
        }
        TreeSet<String> all = new TreeSet<>(known.keySet());
        all.addAll(listed.keySet());
        // Behind that many names there can be known ones that were not read.
        List<String> names = all.stream().limit(most).toList();
        boolean more = names.size() == most;
        List<Source> wanted = new ArrayList<>();
        for (String name : names) {
            Optional<ListedSource> there = Optional.ofNullable(listed.get(name));
            boolean agreed = there.filter(source -> isSeen(piece, source)).isPresent()
                    || agrees(there, Optional.ofNullable(known.get(name)));
            if (!agreed) {
                wanted.add(Source.parse(piece.location() + name));
            }
        }
        return new Difference(wanted, seen(piece, names), more ? Optional.of(names.get(most - 1)) : Optional.empty());
    }

    private static SweepCount seen(Listing piece, List<String> names) {
        long tags = names.stream().filter(name -> name.startsWith(TAG)).count();
        return new SweepCount(tags, piece.sweep().basis() == Basis.DIGESTS ? names.size() - tags : 0, 0);
    }

    /**
     * Whether a piece lists a manifest that is known, on a basis on which not all are listed: it was there then, and the sweep
     * need not ask about it.
     */
    private boolean isSeen(Listing piece, ListedSource source) {
        return piece.sweep().basis() != Basis.DIGESTS
                && source.name().startsWith(DIGEST)
                && rows.seen(
                        piece.location(),
                        Digest.parse(source.name().substring(DIGEST.length())),
                        piece.sweep().began());
    }

    /** A manifest that is known needs no look. A tag does, unless the listing tells that it points where it did. */
    private static boolean agrees(Optional<ListedSource> listed, Optional<Optional<Digest>> known) {
        if (listed.isEmpty() || known.isEmpty()) {
            return false;
        }
        boolean tag = listed.get().name().startsWith(TAG);
        return !tag
                || (known.get().isPresent() && known.get().equals(listed.get().target()));
    }

    /** The sources that are known where the piece says what there is, with where tags point. */
    private TreeMap<String, Optional<Digest>> known(Listing piece, String after, int most) {
        TreeMap<String, Optional<Digest>> known = new TreeMap<>();
        Location location = piece.location();
        if (!after.startsWith(DIGEST)) {
            String from = after.isEmpty() ? "" : after.substring(TAG.length());
            rows.eachTag(location, from, (tag, digest) -> {
                boolean covered = covers(piece, TAG + tag);
                if (covered) {
                    known.put(TAG + tag, Optional.of(digest));
                }
                return covered && known.size() < most;
            });
        }
        if (piece.sweep().basis() == Basis.DIGESTS && known.size() < most && covers(piece, DIGEST)) {
            String from = after.startsWith(DIGEST) ? after.substring(DIGEST.length()) : "";
            rows.eachPresent(location, from, digest -> {
                boolean covered = covers(piece, DIGEST + digest);
                if (covered) {
                    known.put(DIGEST + digest, Optional.empty());
                }
                return covered && known.size() < most;
            });
        }
        return known;
    }

    private static boolean covers(Listing piece, String name) {
        return piece.upTo().filter(last -> name.compareTo(last) > 0).isEmpty();
    }
}
