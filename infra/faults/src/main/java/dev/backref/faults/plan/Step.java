package dev.backref.faults.plan;

/** One request for a change at the registry. */
public record Step(Kind kind, Manifest manifest) {
    /** What is done. */
    public enum Kind {
        /** A manifest that is not there is pushed, for the first time or after it was deleted. */
        PUSH,
        /** One that is there is pushed once more, which changes nothing. */
        PUSH_AGAIN,
        /** One is deleted by its digest. */
        DELETE
    }
}
