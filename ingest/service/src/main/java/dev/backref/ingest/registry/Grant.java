package dev.backref.ingest.registry;

import java.util.Optional;

/**
 * What lets a request in.
 *
 * @param key of the token; empty for a password
 * @param header the header {@code Authorization}
 * @param made for this request, and not kept from another one
 * @param shown the credentials that it was made with; none for nobody's, and where it was kept
 */
record Grant(Optional<TokenKey> key, String header, boolean made, Optional<Credentials> shown) {
    /** Whether another of its kind would be no better. */
    boolean fresh() {
        return made && shown.map(Credentials::fresh).orElse(true);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Grant[made=" + made + "]";
    }
}
