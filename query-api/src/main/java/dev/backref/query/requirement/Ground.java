package dev.backref.query.requirement;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Completeness.OfRegistry;
import dev.backref.indexer.contract.Completeness.State;
import dev.backref.ingest.contract.Basis;
import dev.backref.query.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What the absence of evidence rests on.
 *
 * @param maxAge how long ago listings may have begun
 */
record Ground(Completeness completeness, Optional<Duration> maxAge, Instant now) {
    /** Why nothing can be read from an absence; absent where it can. */
    Optional<String> whyNotAll() {
        if (completeness.state() != State.COMPLETE) {
            String state = completeness.state().name().toLowerCase(Locale.ROOT);
            return Optional.of("what is known of " + completeness.scope() + " is " + state
                    + reason().map(why -> ": " + why).orElse(""));
        }
        return maxAge.flatMap(age -> completeness.registries().stream()
                .filter(registry -> isOlder(registry, now.minus(age)))
                .findFirst()
                .map(registry -> "what is known of " + registry.name() + " is of "
                        + registry.oldest().map(Instant::toString).orElse("an unknown time") + ", and may be "
                        + Span.write(age) + " old"));
    }

    private Optional<String> reason() {
        return completeness
                .reason()
                .or(() -> completeness.registries().stream()
                        .filter(registry -> registry.state() != State.COMPLETE)
                        .findFirst()
                        .map(registry -> registry.name()
                                + registry.reason().map(why -> ": " + why).orElse("")));
    }

    /**
     * A listing is as old as its beginning. Where everything is announced and no webhook is known to be missing, nothing rests
     * on listings, and what is known is as new as the index.
     */
    private static boolean isOlder(OfRegistry registry, Instant then) {
        return registry.basis() != Basis.EVENTS
                && registry.oldest().map(at -> at.isBefore(then)).orElse(true);
    }
}
