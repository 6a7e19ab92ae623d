package dev.backref.ingest.contract;

import java.time.Instant;

/**
 * Somebody asks how a registry behaves now. An {@link Examination} that has begun before does not answer it.
 *
 * @param registry that is to be examined
 * @param id of the request
 * @param at when it was made
 */
public record ExaminationRequest(String registry, String id, Instant at) implements Request {
    public ExaminationRequest {
        if (!Location.isRegistryName(registry)) {
            throw new IllegalArgumentException("not a registry name: \"" + registry + "\"");
        }
    }

    @Override
    public String key() {
        return registry;
    }
}
