package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * A value of {@code resolve-state}. The key of a repository is also the key of the source that is the repository as a
 * whole, so one row can say both.
 *
 * @param todo under a source's key: what is left to do there
 * @param gone under a location: when the repository was seen to be gone; what was in it is then gone without asking
 * @param heard under a registry's name: when its first webhook was worked off
 */
record Row(Optional<Todo> todo, Optional<Instant> gone, Optional<Instant> heard) {
    boolean isEmpty() {
        return todo.isEmpty() && gone.isEmpty() && heard.isEmpty();
    }

    byte[] json() {
        return Json.write(this);
    }
}
