package dev.backref.ingest.registry;

/** Why an issuer's keys cannot be had now, for a human. It has no stack trace, because issuers do fail. */
@SuppressWarnings("serial") // Never serialised.
public final class NoKeys extends Exception {
    /** @param why without a secret and without the query of a URL */
    public NoKeys(String why) {
        super(why, null, false, false);
    }
}
