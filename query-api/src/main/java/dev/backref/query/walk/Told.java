package dev.backref.query.walk;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/**
 * What a walk tells of a manifest.
 *
 * @param by what its subject is to the manifest that the walk came to that one from; absent where that is where it began
 * @param ends why it does not go on from there; absent where it does
 */
public record Told(Found found, Optional<Way> by, Optional<Ends> ends) {
    /** Why a walk does not go on from a manifest. */
    public enum Ends {
        /** It is as far away as was asked for. */
        DEPTH,
        /** The walk came through it. */
        CYCLE,
        /** What follows was told already, in this page or in one before. */
        TOLD;

        /** The word for it in JSON. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
