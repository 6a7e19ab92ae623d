package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Digest;

/**
 * A blob that would say what it is about, and of which a manifest is told without.
 *
 * @param reason in words that metrics have: those of {@link LookFailure}, {@value #NOT_FOUND} or {@value #NO_CLAIM}
 */
public record UnreadBlob(Digest blob, String reason) {
    /** Whoever was asked for it answered 404. */
    static final String NOT_FOUND = "not-found";

    /** It was had, and is nothing of what can be read there. */
    static final String NO_CLAIM = "no-claim";
}
