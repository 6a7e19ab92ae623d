package dev.backref.ingest.examine;

import java.util.Locale;

/** What an examination looks at, in the order in which it is told. */
enum Check {
    /** Whether anything answers at the registry's address. */
    REACHABLE,
    /** Whether it lets Backref in. */
    CREDENTIALS,
    /** What the API calls itself, and who serves it. */
    API_VERSION,
    /** Whether it lists its repositories (Distribution, api §Catalog). */
    CATALOGUE,
    /** Whether lists of tags come in pages (distribution-spec §Listing Tags). */
    TAG_PAGING,
    /** Whether a digest gives the bytes that it names (distribution-spec §Pulling manifests). */
    DIGEST,
    /** Whether it lists referrers (distribution-spec §Listing Referrers). */
    REFERRERS_API,
    /** Whether it does so by artifact type. */
    ARTIFACT_TYPE_FILTER,
    /** Whether it confirms the subject of a push (distribution-spec §Pushing Manifests with Subject). */
    OCI_SUBJECT,
    /** Whether manifests can be deleted (distribution-spec §Content Management). */
    DELETE,
    /** How much it lets be asked. */
    LIMITS;

    /** The name in lower case with hyphens, such as {@code tag-paging}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
