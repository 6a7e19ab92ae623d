package dev.backref.indexer.derive;

/**
 * A manifest that others may be able to read, and that is too deep, or has a name or a number too long, to be read here, or
 * from which more would follow than a record of the log can hold.
 * What it refers to is not known; a list that could lack it is no answer.
 */
public final class BeyondLimits extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    BeyondLimits(Exception why) {
        super("beyond what is read of a manifest: " + why.getMessage(), why);
    }

    BeyondLimits(String what, long bytes, long most) {
        super("beyond what is kept of a manifest: " + what + " takes " + bytes + " bytes, and at most " + most
                + " can be");
    }
}
