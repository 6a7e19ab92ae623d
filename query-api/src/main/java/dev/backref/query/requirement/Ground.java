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
                .map(registry -> whyOlder(registry, age)));
    }

    private static String whyOlder(OfRegistry registry, Duration age) {
        String since = registry.failing()
                .filter(failing -> registry.basis() == Basis.EVENTS)
                .map(failing ->
                        "was announced, and sweeps have failed since " + failing.since() + ": " + failing.reason())
                .orElseGet(() ->
                        "is of " + registry.oldest().map(Instant::toString).orElse("an unknown time"));
        return "what is known of " + registry.name() + " " + since + ", and may be " + Span.write(age) + " old";
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
     * A listing is as old as its beginning. Where everything is announced, nothing rests on listings, and what is known is as
     * new as the index; but where sweeps fail, nothing would find what a webhook lost.
     */
    private static boolean isOlder(OfRegistry registry, Instant then) {
        if (registry.basis() == Basis.EVENTS) {
            return registry.failing().isPresent();
        }
        return registry.oldest().map(at -> at.isBefore(then)).orElse(true);
    }
}
