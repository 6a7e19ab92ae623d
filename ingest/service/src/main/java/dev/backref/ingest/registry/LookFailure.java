package dev.backref.ingest.registry;

import java.util.Locale;

/** Why a look gave nothing. The words go into signals, dead letters and metrics. */
public enum LookFailure {
    /** No connection, or one that broke. */
    UNREACHABLE,
    /** No answer, or not the whole of it, in time. */
    TIMED_OUT,
    /** The registry asks to be left alone for a while. */
    THROTTLED,
    /** The registry or its token server does not let us in. */
    UNAUTHORIZED,
    /** An answer of 500 or above. */
    SERVER_ERROR,
    /** An answer that the specification has no meaning for. */
    BAD_ANSWER,
    /** A 404 of which nothing shows that it is the registry's own. */
    UNPROVEN_404,
    /** Other bytes than the digest names. */
    DIGEST_MISMATCH,
    /** More bytes than a manifest may have. */
    TOO_LARGE,
    /** A digest that cannot be computed here, so that nothing could be verified. */
    UNKNOWN_ALGORITHM,
    /** A redirect to a weaker scheme, to no HTTP address, or one too many. */
    REDIRECT_REFUSED;

    /** The name in lower case with hyphens, such as {@code timed-out}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
