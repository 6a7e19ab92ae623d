package dev.backref.ingest.resolve;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Topic;

/** Where reasons to look come from. Webhooks may take all the room that there is for a registry, the index only half. */
enum Lane {
    @JsonProperty("registry-events")
    REPORTED,
    @JsonProperty("wanted")
    WANTED;

    Topic topic() {
        return this == REPORTED ? IngestTopics.REGISTRY_EVENTS : IngestTopics.WANTED;
    }
}
