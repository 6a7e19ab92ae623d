package dev.backref.ingest.registry;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The tokens of one registry until they expire. Looks that need the same one at the same time share the request. */
final class Tokens {
    private static final int MOST = 10_000;
    private static final Duration LONGEST_MARGIN = Duration.ofSeconds(10);
    private static final int MARGIN_PART = 5;

    private final Clock clock;
    private final Map<TokenKey, Held> held = new Recent<>(MOST);
    private final Map<TokenKey, Future<Grant>> underWay = new HashMap<>();

    Tokens(Clock clock) {
        this.clock = clock;
    }

    /** The token in hand, the one being asked for, or else the one that this request gives. */
    synchronized Future<Grant> get(TokenKey key, Supplier<Future<Token>> request) {
        Held known = held.get(key);
        if (known != null && clock.instant().isBefore(known.until())) {
            return Future.succeededFuture(new Grant(Optional.of(key), known.header(), false, Optional.empty()));
        }
        Future<Grant> shared = underWay.get(key);
        if (shared != null) {
            return shared;
        }
        Future<Grant> asked = request.get().map(token -> keep(key, token)).onComplete(ended -> end(key));
        if (!asked.isComplete()) {
            underWay.put(key, asked);
        }
        return asked;
    }

    /** Forgets a token that the registry did not take, unless it has been replaced already. */
    synchronized void drop(TokenKey key, Grant refused) {
        held.computeIfPresent(key, (same, known) -> refused.header().equals(known.header()) ? null : known);
    }

    private synchronized Grant keep(TokenKey key, Token token) {
        Duration part = token.lifetime().dividedBy(MARGIN_PART);
        Duration margin = part.compareTo(LONGEST_MARGIN) < 0 ? part : LONGEST_MARGIN;
        Held known = new Held(
                "Bearer " + token.value(),
                clock.instant().plus(token.lifetime()).minus(margin));
        held.put(key, known);
        return new Grant(Optional.of(key), known.header(), true, token.shown());
    }

    private synchronized void end(TokenKey key) {
        underWay.remove(key);
    }

    /** A token and until when it is used: a little shorter than it lives, so that none expires on its way. */
    private record Held(String header, Instant until) {}
}
