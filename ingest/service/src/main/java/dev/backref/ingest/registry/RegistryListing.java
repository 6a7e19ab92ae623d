package dev.backref.ingest.registry;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/** Lists one registry, a page at a time (distribution-spec §Listing Tags; Distribution, api §Catalog). */
public interface RegistryListing {
    /** The most bytes that a page may have. */
    long MOST_PAGE_BYTES = 1L << 30;

    /**
     * Begins one attempt to take a page, and never blocks. Its names go to the taker while they come, so that a registry
     * that knows no pages costs no memory; while the taker is busy nothing more is read.
     *
     * @param most names that the page may have
     * @param taker given the names in the order of the page, some at a time, on a thread that may block; never two at once,
     *     none any more when the future is complete. It may have been given some also when the page fails in the end
     * @return how the page ended; expected failures are in the value. The future fails only with what the taker throws
     */
    Future<ListingPage> page(PageAddress address, long most, Consumer<List<String>> taker);
}
