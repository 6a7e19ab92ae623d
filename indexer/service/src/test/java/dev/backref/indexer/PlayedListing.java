package dev.backref.indexer;

import dev.backref.ingest.contract.Basis;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.ListedSource;
import dev.backref.ingest.contract.LocationSignal.Listing;
import dev.backref.ingest.contract.LocationSignal.Sweep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a registry that is played lists for a sweep: its tags and, where digests can be listed, where they point and all
 * manifests.
 */
record PlayedListing(Sweep sweep, SortedMap<String, Digest> tags, Collection<Digest> manifests) {
    /**
     * What lies behind a name, in pieces.
     *
     * @param size of sources in each of them but the last
     * @param number of the first one
     */
    List<Listing> pieces(int size, int number, String after) {
        List<ListedSource> sources = behind(after);
        List<Listing> pieces = new ArrayList<>();
        String reached = after;
        for (int from = 0; from <= sources.size(); from += size) {
            List<ListedSource> some = sources.subList(from, Math.min(sources.size(), from + size));
            boolean last = from + size > sources.size();
            Optional<String> upTo = last
                    ? Optional.empty()
                    : Optional.of(some.get(some.size() - 1).name());
            pieces.add(new Listing(SweptRegistry.AT, sweep, number + pieces.size(), reached, upTo, some));
            reached = upTo.orElse("");
        }
        return pieces;
    }

    private List<ListedSource> behind(String after) {
        List<ListedSource> sources = new ArrayList<>();
        boolean digests = sweep.basis() == Basis.DIGESTS;
        tags.forEach((tag, digest) ->
                sources.add(new ListedSource(":" + tag, digests ? Optional.of(digest) : Optional.empty())));
        if (digests) {
            manifests.forEach(digest -> sources.add(new ListedSource("@" + digest, Optional.empty())));
        }
        sources.removeIf(source -> source.name().compareTo(after) <= 0);
        return sources;
    }
}
