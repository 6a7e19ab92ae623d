package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a registry held before Backref began to listen to it. */
public enum RegistryHistory {
    /** Nothing: whatever it holds has been announced by its webhooks. */
    @JsonProperty("none")
    NONE,
    /** Nobody said: what stands there may be more than Backref knows. */
    @JsonProperty("unknown")
    UNKNOWN
}
