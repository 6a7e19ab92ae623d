package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The repositories of a registry that were seen to be gone, and when: what was in them is gone without asking. */
final class GoneRepositories {
    private final Map<String, Instant> seen = new HashMap<>();

    void add(String location, Instant at) {
        seen.put(location, at);
    }

    /** It is in use again. Whether it was gone. */
    boolean remove(String location) {
        return seen.remove(location) != null;
    }

    Optional<Instant> at(String location) {
        return Optional.ofNullable(seen.get(location));
    }

    /** When the repository was seen to be gone from which this cascades; what is only doubted has to be asked for. */
    Optional<Instant> before(RegistryEvent event) {
        boolean within = !event.known() && !(event.source() instanceof Source.Repository);
        boolean cascades = within && event.cause().kind() == Cause.Kind.CASCADE;
        return cascades ? at(event.source().location().toString()) : Optional.empty();
    }

    /** The answer to what cascades from a repository that was seen to be gone then. */
    static Observation answer(RegistryEvent event, Instant seenGone) {
        return Observation.of(event.source(), new Observation.Gone(), seenGone, event)
                .answering(Optional.of(event.asked()));
    }
}
