package dev.backref.ingest.registry;

import java.util.Locale;

/** What a request is for. Registries limit these apart; what a redirect leads to counts as what it was begun for. */
public enum RequestClass {
    /** Tokens, wherever they are had. */
    TOKEN,
    /** Manifests, what tags point to, and the few blobs that say what a manifest attests. */
    MANIFEST,
    /** Lists of tags, and the catalogue of all repositories. */
    TAGS,
    /** The referrers API (distribution-spec §Listing Referrers). */
    REFERRERS;

    /** The name in lower case, as it stands in the configuration and in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it shows many sources at once, and so gives way to what looks at one. Either may need a token. */
    boolean lists() {
        return this == TAGS || this == REFERRERS;
    }
}
