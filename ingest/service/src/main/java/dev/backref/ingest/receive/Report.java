package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What all looks have in common to which one event of a sender leads.
 *
 * @param at when the delivery had arrived
 * @param id of the event: the same when it is delivered again
 * @param reported when the sender says that it happened
 */
record Report(Instant at, String id, Optional<String> reported) {
    /** Ids and times are kept as they come only if they can be written everywhere: in JSON, headers and logs. */
    private static final Pattern PLAIN_ID = Pattern.compile("[!-~]{1,200}");

    private static final Pattern PLAIN_TIME = Pattern.compile("[!-~]{1,64}");

    /**
     * @param id what the sender calls the event; empty when it has no id
     * @param time what the sender says; empty when it says none
     * @param ownId the id of an event that brings none: the same when the delivery is repeated
     */
    static Report of(Delivery delivery, String id, String time, String ownId) {
        return new Report(
                delivery.at(),
                PLAIN_ID.matcher(id).matches() ? id : ownId,
                Optional.of(time).filter(PLAIN_TIME.asMatchPredicate()));
    }

    RegistryEvent pushed(Source source, Optional<Digest> expected) {
        return new RegistryEvent(source, new Cause(Cause.Kind.PUSH, id), at, reported, expected);
    }

    RegistryEvent deleted(Source source) {
        return new RegistryEvent(source, new Cause(Cause.Kind.DELETE, id), at, reported, Optional.empty());
    }

    /** A look at what the event only mentions: nothing is expected there, and a push that is looked for is not given up. */
    RegistryEvent mentioned(Source source) {
        return new RegistryEvent(source, new Cause(Cause.Kind.CASCADE, id), at, reported, Optional.empty());
    }
}
