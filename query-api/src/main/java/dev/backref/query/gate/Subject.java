package dev.backref.query.gate;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import dev.backref.query.decisions.NamedImage;
import java.util.Optional;

/**
 * What somebody asks about.
 *
 * @param image by which it was named, where it was
 * @param digest absent where a registry has to tell it
 * @param tag of which a registry has to tell the digest; there where that is not
 */
record Subject(Optional<NamedImage> image, Optional<Digest> digest, Optional<Source.Tag> tag) {
    static Subject of(Digest digest) {
        return new Subject(Optional.empty(), Optional.of(digest), Optional.empty());
    }
}
