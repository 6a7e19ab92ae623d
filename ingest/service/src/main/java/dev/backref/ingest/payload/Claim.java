package dev.backref.ingest.payload;

import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;

/** What somebody says of an artifact and signs, in one of the forms that there are. */
sealed interface Claim permits Statement, SimpleSigning, NotarySignature {
    /** Only a statement has one. */
    default Optional<String> predicateType() {
        return Optional.empty();
    }

    List<Digest> subjects();

    Optional<Created> created();
}
