package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** On what a claim about everything at a location rests: what is missing there was seen to be missing, or only not seen. */
public enum Basis {
    /** The registry lists digests: every manifest, also what no tag reaches. */
    @JsonProperty("digests")
    DIGESTS,
    /** The registry answers the referrers API (distribution-spec §Listing Referrers): what it names, and what tags reach. */
    @JsonProperty("referrers-api")
    REFERRERS_API,
    /** The registry lists tags only (distribution-spec §Listing Tags): what no tag reaches is not seen. */
    @JsonProperty("tags")
    TAGS,
    /** Nothing is listed: what the registry reported by itself. */
    @JsonProperty("events")
    EVENTS;

    /** The word for it in JSON, headers and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a {@link #word()}.
     *
     * @throws IllegalArgumentException quoting what is no basis
     */
    public static Basis parse(String word) {
        for (Basis basis : values()) {
            if (basis.word().equals(word)) {
                return basis;
            }
        }
        throw new IllegalArgumentException("not a basis: \"" + word + "\"");
    }
}
