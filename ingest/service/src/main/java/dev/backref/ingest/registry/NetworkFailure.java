package dev.backref.ingest.registry;

import dev.backref.ingest.registry.Look.Later;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What the failures of the HTTP client mean. All of them can pass: none says anything about the source. */
final class NetworkFailure {
    private static final int LONGEST_MESSAGE = 200;

    private NetworkFailure() {}

    static Unanswered late(Ask ask) {
        return outcome(LookFailure.TIMED_OUT, ask, "took too long");
    }

    static Throwable of(Ask ask, Throwable failure) {
        if (failure instanceof Unanswered || failure instanceof Error) {
            return failure;
        }
        return outcome(reason(failure), ask, said(failure));
    }

    private static Unanswered outcome(LookFailure reason, Ask ask, String what) {
        return new Unanswered(new Later(reason, ask + ": " + what, Optional.empty()));
    }

    private static LookFailure reason(Throwable failure) {
        if (failure instanceof TimeoutException || failure instanceof ConnectTimeoutException) {
            return LookFailure.TIMED_OUT;
        }
        // Netty wraps a failed handshake as something it could not decode.
        boolean handshake = failure.getCause() instanceof SSLException;
        boolean notHttp = failure instanceof DecoderException || failure instanceof IllegalArgumentException;
        return notHttp && !handshake ? LookFailure.BAD_ANSWER : LookFailure.UNREACHABLE;
    }

    /** The words of the network stack only: other messages may quote what was sent. */
    private static String said(Throwable told) {
        Throwable failure = told.getCause() instanceof SSLException handshake ? handshake : told;
        String type = failure.getClass().getSimpleName();
        if (!(failure instanceof IOException) || failure.getMessage() == null) {
            return type;
        }
        String message = failure.getMessage();
        return type + ": " + message.substring(0, Math.min(LONGEST_MESSAGE, message.length()));
    }
}
