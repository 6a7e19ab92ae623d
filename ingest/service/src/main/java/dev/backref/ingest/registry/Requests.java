package dev.backref.ingest.registry;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Sends each request within the registry's budget, whatever it is for, and heeds those answers that ask for a pause. */
final class Requests {
    private final Transport transport;
    private final RequestBudget budget;
    private final Clock clock;

    Requests(Transport transport, RequestBudget budget, Clock clock) {
        this.transport = transport;
        this.budget = budget;
        this.clock = clock;
    }

    /** Fails with {@link Unanswered} when no whole answer comes; the time for it begins when the budget allows it. */
    Future<Answer> send(Ask ask, Deadline deadline) {
        return deadline.apart(budget.enter(ask.kind()))
                .compose(pass -> transport.exchange(ask, deadline, pass::send).onComplete(ended -> {
                    if (ended.succeeded()) {
                        heed(ask.kind(), ended.result());
                    }
                    pass.end();
                }));
    }

    private void heed(RequestClass kind, Answer answer) {
        Optional<Duration> asked = answer.retryAfter(clock.instant());
        if (asked.isPresent()) {
            budget.pause(kind, asked.get());
        } else if (answer.status() == 429) {
            budget.pause(kind);
        } else {
            budget.served(kind);
        }
    }
}
