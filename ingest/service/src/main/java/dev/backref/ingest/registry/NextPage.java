package dev.backref.ingest.registry;

import java.net.URI;
import java.util.Optional;

/**
 * Where a listing goes on behind an answer: an address of the registry's own origin, or nowhere.
 *
 * @param problem why the link that stands there must not be followed
 */
record NextPage(Optional<URI> url, Optional<String> problem) {
    private static final NextPage NONE = new NextPage(Optional.empty(), Optional.empty());

    /** By the answer's {@code Link} headers, as they stand (distribution-spec §Listing Tags, §Listing Referrers). */
    static NextPage of(Answer answer, URI registry) {
        Optional<String> link = NextLink.in(answer.headers().getAll("Link"));
        if (link.isEmpty()) {
            return NONE;
        }
        try {
            URI next = NextLink.resolve(answer.to().url(), link.get());
            Origin origin = Origin.of(next);
            return origin.equals(Origin.of(registry))
                    ? new NextPage(Optional.of(next), Optional.empty())
                    : bad("leads to " + origin + ", which is not the registry");
        } catch (IllegalArgumentException notAnAddress) {
            return bad("names a next page that is no HTTP address");
        }
    }

    private static NextPage bad(String problem) {
        return new NextPage(Optional.empty(), Optional.of(problem));
    }
}
