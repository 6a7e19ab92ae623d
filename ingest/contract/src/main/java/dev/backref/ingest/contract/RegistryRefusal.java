package dev.backref.ingest.contract;

/**
 * The reason of a {@link LocationSignal.Rejected} where the registry itself does not give a source out, such as one that a
 * policy of it forbids to pull. Every other reason is one of ours: what came could not be taken.
 */
public final class RegistryRefusal {
    private static final String PREFIX = "refused-";

    private RegistryRefusal() {}

    /** The word for a refusal by this status, such as {@code refused-412}. */
    public static String reason(int status) {
        return PREFIX + status;
    }

    /** Whether a reason is one of these. */
    public static boolean is(String reason) {
        return reason.startsWith(PREFIX);
    }
}
