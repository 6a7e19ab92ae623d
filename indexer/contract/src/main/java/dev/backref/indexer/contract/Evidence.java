package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Digest;
import java.util.Optional;
import java.util.Set;

/**
 * What one layer of a referrer says.
 *
 * @param mediaType of the layer
 * @param predicateType of the in-toto statement in it, as far as an annotation tells
 */
public record Evidence(Digest digest, String mediaType, Optional<String> predicateType, Set<Kind> kinds) {
    public Evidence {
        kinds = Kind.inOrder(kinds);
    }
}
