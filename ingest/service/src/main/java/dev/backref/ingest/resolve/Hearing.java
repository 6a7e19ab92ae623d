package dev.backref.ingest.resolve;

import java.time.Instant;
import java.util.Optional;

/**
 * How a registry's webhooks come, as it is kept over a restart.
 *
 * @param since when they were first listened for
 * @param last when the last one came; absent as long as there was none
 */
record Hearing(Instant since, Optional<Instant> last) {
    /** The same when another has come. They can be read in another order. */
    Hearing heard(Instant at) {
        return last.filter(before -> !before.isBefore(at)).isPresent() ? this : new Hearing(since, Optional.of(at));
    }
}
