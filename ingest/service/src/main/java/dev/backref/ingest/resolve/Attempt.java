package dev.backref.ingest.resolve;

import java.time.Instant;
import java.util.Optional;

/**
 * A look that has begun.
 *
 * @param work on whose behalf; it may have been dropped by the time of the answer
 * @param started what the look shows is not older
 */
record Attempt(RegistryWork work, Task task, Instant started) {
    /** The newest question of the index that its end answers: what was asked later waits behind it. */
    Optional<Instant> answers() {
        return task.todo().causes().asked();
    }
}
