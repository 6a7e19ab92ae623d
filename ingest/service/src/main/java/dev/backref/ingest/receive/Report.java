package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What all looks have in common to which one event of a sender leads.
 *
 * @param at when the delivery had arrived
 * @param id of the event: the same when it is delivered again
 * @param reported when the sender says that it happened
 */
record Report(Instant at, String id, Optional<String> reported) {
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_TIME = 64;

    /**
     * @param id what the sender calls the event; empty when it has no id
     * @param time what the sender says; empty when it says none
     * @param ownId gives the id of an event that brings none
     */
    static Report of(Delivery delivery, String id, String time, Supplier<String> ownId) {
        return new Report(
                delivery.at(),
                isPlain(id, LONGEST_ID) ? id : ownId.get(),
                isPlain(time, LONGEST_TIME) ? Optional.of(time) : Optional.empty());
    }

    /** Ids and times are kept as they come only if they can be written everywhere: in JSON, headers and logs. */
    private static boolean isPlain(String text, int longest) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) < '!' || text.charAt(at) > '~') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= longest;
    }

    RegistryEvent pushed(Source source, Optional<Digest> expected) {
        return RegistryEvent.reported(source, new Cause(Cause.Kind.PUSH, id), at, reported, expected);
    }

    RegistryEvent deleted(Source source) {
        return RegistryEvent.reported(source, new Cause(Cause.Kind.DELETE, id), at, reported, Optional.empty());
    }

    /** A look at what the event only mentions: nothing is expected there, and a push that is looked for is not given up. */
    RegistryEvent mentioned(Source source) {
        return RegistryEvent.reported(source, new Cause(Cause.Kind.CASCADE, id), at, reported, Optional.empty());
    }
}
