package dev.backref.query.requirement;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Locale;

/** What is decided. */
public enum Outcome {
    /** The evidence is there. */
    @JsonProperty("satisfied")
    SATISFIED,
    /** It is not, and all is known of where it could be. */
    @JsonProperty("unsatisfied")
    UNSATISFIED,
    /** It was not found, and too little is known to say that it is not there. Never to be taken for satisfied. */
    @JsonProperty("unknown")
    UNKNOWN;

    /** The word for it in JSON and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of several that are all required: one that is known to be missing decides, whatever else is not known. */
    public static Outcome of(Collection<Outcome> parts) {
        if (parts.contains(UNSATISFIED)) {
            return UNSATISFIED;
        }
        return parts.contains(UNKNOWN) ? UNKNOWN : SATISFIED;
    }
}
