package dev.backref.ingest.receive;

import dev.backref.ingest.receive.HookProof.Head;

/** Who is let in to a hook. It is asked on an event loop and blocks nothing. */
interface HookGuard {
    /** Whether the head of a request is enough. */
    boolean admits(Head head);

    /** Whether the body is worth reading, because it can bear out what the head promises. */
    default boolean mayAdmit(Head head) {
        return false;
    }

    /** Whether the body bears it out, byte for byte. */
    default boolean admits(Head head, byte[] body) {
        return false;
    }

    /** How whoever is not let in is told so; it is counted. */
    Refusal refusal(Head head);

    /** Whether a header can hold what proves the sender, so that it must not be kept. */
    boolean hides(String header);
}
