package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * What an examination found out about one thing that a registry does.
 *
 * @param check the thing, in a word; old readers meet new words
 * @param detail for a human: what was seen, or why nothing was; holds no secret
 */
public record Finding(String check, Status status, String detail) {
    /** What somebody who relies on the registry has to make of it. */
    public enum Status {
        /** It does as it should. */
        @JsonProperty("ok")
        OK,
        /** It does not, and somebody must put that right. */
        @JsonProperty("wrong")
        WRONG,
        /** It lacks something that a registry need not have, and Backref does without. */
        @JsonProperty("not-supported")
        NOT_SUPPORTED,
        /** Nothing was seen of it. */
        @JsonProperty("not-checked")
        NOT_CHECKED;

        /** The word for it, as in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Finding {
        if (check.isBlank()) {
            throw new IllegalArgumentException("not the name of a check: \"" + check + "\"");
        }
    }
}
