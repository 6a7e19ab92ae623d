package dev.backref.indexer.facts;

import java.time.Instant;
import java.util.Optional;

/**
 * How webhooks of a registry come.
 *
 * @param since when they were first listened for
 * @param last when the last one came, to the minute; absent as long as there was none
 * @param silentAfter seconds without one after which the registry counts as silent; absent where it never does
 */
public record Webhooks(Instant since, Optional<Instant> last, Optional<Long> silentAfter) {}
