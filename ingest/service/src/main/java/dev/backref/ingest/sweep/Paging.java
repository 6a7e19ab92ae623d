package dev.backref.ingest.sweep;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.registry.ListingPage;
import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.PageAddress;
import dev.backref.ingest.registry.RegistryListing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Goes through all pages of one listing, one after the other. A page that failed in passing is asked for again, not the
 * listing from its beginning. Each page's future orders what happens here, whatever threads it happens on.
 */
final class Paging {
    private static final int MOST_PAGES = 100_000;
    private static final int MOST_AGAIN = 5;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int HEX_OF_A_LONG = 16;

    private final Vertx vertx;
    private final RegistryListing registry;
    private final ApiLister.Bounds bounds;
    private final Predicate<String> add;
    private final Promise<Optional<Listed>> outcome = Promise.promise();
    private final Set<Long> pages = new HashSet<>();
    private long names;
    private long refused;
    /** Whether the page being taken brought something new, at whichever attempt. */
    private boolean fresh;

    /**
     * @param add takes a name, and says whether it may be new: false only for one that was there before
     */
    Paging(Vertx vertx, RegistryListing registry, ApiLister.Bounds bounds, Predicate<String> add) {
        this.vertx = vertx;
        this.registry = registry;
        this.bounds = bounds;
        this.add = add;
    }

    /** Empty when all pages were taken, else how the listing ended. To be called once. */
    Future<Optional<Listed>> from(PageAddress first) {
        ask(first, 0);
        return outcome.future();
    }

    /** Names that the grammar refuses, on the pages that were taken. */
    long refused() {
        return refused;
    }

    private void ask(PageAddress page, int again) {
        registry.page(page, bounds.names() - names, this::take)
                .onComplete(ended -> end(page, again, ended), outcome::fail);
    }

    private void take(List<String> some) {
        for (String name : some) {
            fresh |= add.test(name);
        }
    }

    private void end(PageAddress page, int again, ListingPage ended) {
        if (ended instanceof ListingPage.Taken taken) {
            goOn(taken);
        } else if (ended instanceof ListingPage.Failed failed) {
            failed(page, again, failed);
        } else {
            boolean noTags = ended instanceof ListingPage.NameUnknown && pages.isEmpty();
            outcome.complete(Optional.of(noTags ? new Listed.NameUnknown() : new Listed.Gone()));
        }
    }

    private void goOn(ListingPage.Taken taken) {
        names += taken.names();
        refused += taken.refused();
        Optional<PageAddress> next = taken.next();
        if (next.isEmpty()) {
            outcome.complete(Optional.empty());
        } else if (!pages.add(fingerprint(next.get()))) {
            bad("endless: a page leads to one that was listed before");
        } else if (!fresh && taken.refused() == 0) {
            bad("endless: a page brings no new name and leads to another one");
        } else if (pages.size() > MOST_PAGES) {
            bad("more than " + MOST_PAGES + " pages");
        } else {
            fresh = false;
            ask(next.get(), 0);
        }
    }

    private void failed(PageAddress page, int again, ListingPage.Failed failed) {
        Duration asked = failed.retryAfter().orElse(Duration.ZERO);
        if (!failed.passing() || again == MOST_AGAIN || asked.compareTo(LONGEST_WAIT) > 0) {
            outcome.complete(Optional.of(new Listed.Failed(failed.reason(), failed.detail(), failed.retryAfter())));
            return;
        }
        long backoff = bounds.firstPause().toMillis() << again;
        long jitter = ThreadLocalRandom.current().nextLong(backoff / 2 + 1);
        vertx.setTimer(Math.max(backoff, asked.toMillis()) + jitter + 1, passed -> ask(page, again + 1));
    }

    private void bad(String detail) {
        outcome.complete(Optional.of(new Listed.Failed(LookFailure.BAD_ANSWER, detail, Optional.empty())));
    }

    /** So that remembering a hundred thousand addresses costs a few megabytes, however long they are. */
    private static long fingerprint(PageAddress page) {
        String hash =
                Digest.sha256(page.toString().getBytes(StandardCharsets.UTF_8)).encoded();
        return Long.parseUnsignedLong(hash.substring(0, HEX_OF_A_LONG), 16);
    }
}
