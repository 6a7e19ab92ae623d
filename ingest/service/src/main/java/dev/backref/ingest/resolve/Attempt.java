package dev.backref.ingest.resolve;

import java.time.Instant;

/**
 * A look that has begun.
 *
 * @param work on whose behalf; it may have been dropped by the time of the answer
 * @param started what the look shows is not older
 */
record Attempt(RegistryWork work, Task task, Instant started) {}
