package dev.backref.ingest.receive;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A CloudEvent 1.x, as far as registries' events need it. Its {@code source} is not asked for: the hook says whose it is.
 *
 * @param report its id and time
 * @param payload its data, read when it is asked for: most types have none that matters
 */
record CloudEvent(String type, Report report, Payload payload) {
    /** Where the data of an event is. */
    @FunctionalInterface
    interface Payload {
        /**
         * The data as JSON, whatever its content type says.
         *
         * @throws IllegalArgumentException when it is none
         */
        JsonNode read();
    }

    /** The fields of its data. */
    EventFields data() {
        return new EventFields(payload.read(), "data.");
    }
}
