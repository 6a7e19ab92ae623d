package dev.backref.ingest.registry;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * Follows redirects by hand: no client's own following can be trusted with credentials. They go along to the same scheme, host
 * and port, and nowhere else. What cannot be followed is {@link Look.Later}, not refused: it is the operator's to put right,
 * and says nothing about the source.
 */
final class Redirects {
    private static final int MOST = 5;

    private final Requests requests;

    Redirects(Requests requests) {
        this.requests = requests;
    }

    /** The answer at the end. Fails with {@link Unanswered}. */
    Future<Answer> follow(Ask ask, Deadline deadline) {
        return follow(ask, deadline, MOST);
    }

    private Future<Answer> follow(Ask ask, Deadline deadline, int left) {
        return requests.send(ask, deadline).compose(answer -> {
            if (!answer.redirects()) {
                return Future.succeededFuture(answer);
            }
            if (left == 0) {
                return Unanswered.later(
                        LookFailure.REDIRECT_REFUSED, ask + " is one redirect too many after " + MOST + " others");
            }
            return next(ask, answer)
                    .map(next -> follow(next, deadline, left - 1))
                    .orElseGet(
                            () -> Unanswered.later(
                                    LookFailure.REDIRECT_REFUSED,
                                    ask
                                            + " redirects to a weaker scheme or to no HTTP address at all, or takes a secret along"));
        });
    }

    /** Empty when it must not be followed. */
    static Optional<Ask> next(Ask ask, Answer answer) {
        try {
            return answer.header("Location")
                    .filter(location -> ask.form().isEmpty())
                    .map(location -> ask.url().resolve(location))
                    .filter(target -> ask.origin().mayLeadTo(Origin.of(target)))
                    .map(ask::redirectedTo);
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
