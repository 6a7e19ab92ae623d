package dev.backref.ingest.registry;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Sends each request within the registry's budget, whatever it is for, and heeds those answers that ask for a pause. */
final class Requests {
    private static final int THROTTLED = 429;

    private final Transport transport;
    private final RequestBudget budget;
    private final Clock clock;
    private final Map<RequestClass, LongAdder> throttled = new EnumMap<>(RequestClass.class);

    Requests(Transport transport, RequestBudget budget, Clock clock) {
        this.transport = transport;
        this.budget = budget;
        this.clock = clock;
        for (RequestClass kind : RequestClass.values()) {
            throttled.put(kind, new LongAdder());
        }
    }

    /** How many of a class were answered 429. */
    long throttled(RequestClass kind) {
        return Objects.requireNonNull(throttled.get(kind)).sum();
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
        if (answer.status() == THROTTLED) {
            Objects.requireNonNull(throttled.get(kind)).increment();
        }
        Optional<Duration> asked = answer.retryAfter(clock.instant());
        if (asked.isPresent()) {
            budget.pause(kind, asked.get());
        } else if (answer.status() == THROTTLED) {
            budget.pause(kind);
        } else {
            budget.served(kind);
        }
    }
}
