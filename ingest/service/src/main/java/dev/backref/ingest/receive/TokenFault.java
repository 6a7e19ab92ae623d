package dev.backref.ingest.receive;

import java.util.Locale;

/** Why a token proves nobody. The words are tags of a metric; the sender is not told them. */
enum TokenFault {
    /** No bearer token was sent. */
    MISSING,
    /** No signed token, or one too large. */
    MALFORMED,
    /** Signed in a way that is not taken, or not at all. */
    ALGORITHM,
    /** Of another type than such tokens have. */
    TYPE,
    ISSUER,
    AUDIENCE,
    /** Of another sender, or one whose email the issuer did not verify. */
    IDENTITY,
    /** Expired, or it does not say when it expires. */
    EXPIRED,
    NOT_YET_VALID,
    /** Signed by a key that the issuer does not name. */
    UNKNOWN_KEY,
    SIGNATURE,
    /** Nothing could be said of its key, because the issuer does not answer. */
    KEYS_UNKNOWN;

    /** The name in lower case with hyphens, such as {@code unknown-key}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
