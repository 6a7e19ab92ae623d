package dev.backref.launcher.standalone;

import dev.backref.indexer.Index;
import dev.backref.indexer.IndexStatus;
import dev.backref.ingest.resolve.Resolver;
import dev.backref.ingest.resolve.ResolverStatus;
import dev.backref.kafka.SkippedMarkers;
import dev.backref.query.changes.ChangeFeed;
import dev.backref.query.changes.FeedStatus;
import dev.backref.query.operations.ReadinessCheck;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What must be there before Backref is ready. */
final class Checks {
    private Checks() {}

    /**
     * @param alarm of the embedded broker; it makes nothing unready, because taking this process out of service helps
     *     nobody, and a reader that does hang shows in its own check
     */
    static List<ReadinessCheck> of(Resolver resolver, Index index, ChangeFeed feed, Optional<SkippedMarkers> alarm) {
        return List.of(
                new Check("broker", () -> broker(resolver.status(), alarm)),
                new Check("resolver", () -> resolver(resolver.status())),
                new Check("index", () -> index(index.status())),
                new Check("feed", () -> feed(feed.status())));
    }

    private record Check(String name, Supplier<ReadinessCheck.Status> status) implements ReadinessCheck {
        @Override
        public ReadinessCheck.Status check() {
            return status.get();
        }
    }

    private static ReadinessCheck.Status broker(ResolverStatus status, Optional<SkippedMarkers> alarm) {
        String reached = status.unreachableSince()
                .map(since -> "unreachable since " + since)
                .orElse("reachable");
        String alarmed = alarm.flatMap(SkippedMarkers::last)
                .map(line -> "; ALARM, a transaction ended without its marker and a reader may hang for ever: " + line)
                .orElse("");
        return new ReadinessCheck.Status(status.unreachableSince().isEmpty(), reached + alarmed);
    }

    private static ReadinessCheck.Status resolver(ResolverStatus status) {
        String detail = word(status.state()) + ", " + status.lag() + " events behind"
                + status.failure()
                        .map(failure -> ", began again after: " + failure)
                        .orElse("");
        return new ReadinessCheck.Status(status.state() == ResolverStatus.State.RUNNING, detail);
    }

    private static ReadinessCheck.Status index(IndexStatus status) {
        String detail = status.detail().isEmpty() ? "" : ", " + status.detail();
        return new ReadinessCheck.Status(status.state() == IndexStatus.State.RUNNING, word(status.state()) + detail);
    }

    private static ReadinessCheck.Status feed(FeedStatus status) {
        return new ReadinessCheck.Status(status.ready(), status.detail());
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
