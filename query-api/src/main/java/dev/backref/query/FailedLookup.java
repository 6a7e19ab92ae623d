package dev.backref.query;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.Position;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is answered where a lookup fails: when to come back, what is wrong with what was asked, or nothing of use.
 *
 * @param after the cursor that was given
 * @param atLeast the position that was given
 */
public record FailedLookup(Optional<String> after, Optional<Position> atLeast) {
    private static final Logger LOG = LoggerFactory.getLogger(FailedLookup.class);

    /** Of a lookup that may have had a cursor. */
    public static FailedLookup of(Optional<String> after, Ask ask) {
        return new FailedLookup(after, ask.atLeast());
    }

    /** Answers with it. */
    public void answer(RoutingContext context, Throwable failure) {
        if (failure instanceof IndexUnavailable unavailable) {
            Problem.of(503, "UNAVAILABLE", unavailable.reason()).answer(context, unavailable.retryAfter());
        } else if (failure instanceof IllegalArgumentException foreign && couldBeForeign()) {
            foreign(String.valueOf(foreign.getMessage())).answer(context);
        } else {
            LOG.error("a lookup failed", failure);
            Problem.of(500, "FAILED", "the lookup failed").answer(context);
        }
    }

    private boolean couldBeForeign() {
        return after.isPresent() || atLeast.isPresent();
    }

    /** What the index refuses is the position where there is one that it does not know, and the cursor otherwise. */
    private Problem foreign(String why) {
        return atLeast.map(Position::toString)
                .filter(why::contains)
                .map(value -> Problem.parameter("atLeast", value, why))
                .orElseGet(() -> Problem.parameter("next", after.orElse(""), why));
    }
}
