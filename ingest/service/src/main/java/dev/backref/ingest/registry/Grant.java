package dev.backref.ingest.registry;

import java.util.Optional;

/**
 * What lets a request in.
 *
 * @param key of the token; empty for a password
 * @param header the header {@code Authorization}
 * @param fresh that it was made for this request, so that another of its kind would be no better
 */
record Grant(Optional<TokenKey> key, String header, boolean fresh) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "Grant[fresh=" + fresh + "]";
    }
}
