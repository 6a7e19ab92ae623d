package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * Why a source is looked at, or what was found there is told anew.
 *
 * @param kind what made us look
 * @param id the id of the delivery, sweep or request at the root of it; what a sender repeats has the same id
 */
public record Cause(Kind kind, String id) {
    /** The reasons for a look. The first two are what webhooks report; the others do not say what to expect. */
    public enum Kind {
        /** The registry said that something was pushed. */
        @JsonProperty("push")
        PUSH,
        /** The registry said that something was deleted. */
        @JsonProperty("delete")
        DELETE,
        /** A listing showed it, or no longer showed it. */
        @JsonProperty("sweep")
        SWEEP,
        /** Something else names it, and nobody has looked at it yet. */
        @JsonProperty("named-by")
        NAMED_BY,
        /** Something that contained it, or a tag that pointed to it, is gone. */
        @JsonProperty("cascade")
        CASCADE,
        /** A caller asked to look again. */
        @JsonProperty("refresh")
        REFRESH,
        /** Nobody looked: what a look found before was derived anew by other rules. */
        @JsonProperty("reindex")
        REINDEX,
        /** Nobody looked: a verifier posted what it found out about evidence that is known. */
        @JsonProperty("verification")
        VERIFICATION;

        /** The word for it in JSON, headers and metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /**
         * Reads a {@link #word()}.
         *
         * @throws IllegalArgumentException quoting what is no kind of cause
         */
        public static Kind parse(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("not a kind of cause: \"" + word + "\"");
        }

        /** Whether a registry reported it, rather than the index asking for it. */
        public boolean reported() {
            return this == PUSH || this == DELETE;
        }
    }
}
