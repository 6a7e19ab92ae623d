package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;

/** What a registry lets Backref enumerate. Only within it does absence from a listing mean anything. */
public enum Basis {
    /** Every manifest, by digest, and every tag. */
    @JsonProperty("digests")
    DIGESTS,
    /** Every tag, and what refers to each manifest that is known. */
    @JsonProperty("referrers-api")
    REFERRERS_API,
    /** Every tag. */
    @JsonProperty("tags")
    TAGS,
    /** Nothing: what is known was announced by its webhooks. */
    @JsonProperty("events")
    EVENTS;

    /** Manifests that no tag reaches cannot be enumerated. */
    public static final String UNTAGGED_NOT_LISTABLE = "untagged-not-listable";

    /** Nothing can be enumerated. */
    public static final String NOT_LISTABLE = "not-listable";

    /** The word for it in JSON, rows and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What cannot be enumerated, in words for JSON; nothing where all can. */
    public List<String> limits() {
        return switch (this) {
            case DIGESTS -> List.of();
            case REFERRERS_API, TAGS -> List.of(UNTAGGED_NOT_LISTABLE);
            case EVENTS -> List.of(NOT_LISTABLE);
        };
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
