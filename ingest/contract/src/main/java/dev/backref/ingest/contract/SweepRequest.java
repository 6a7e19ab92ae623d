package dev.backref.ingest.contract;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody asks for a sweep now. A sweep that has begun before does not answer it.
 *
 * @param registry whose repositories are to be swept
 * @param repository the only one, if it is one
 * @param id of the request
 * @param at when it was made
 */
public record SweepRequest(String registry, Optional<String> repository, String id, Instant at) implements Request {
    public SweepRequest {
        if (!Location.isRegistryName(registry)) {
            throw new IllegalArgumentException("not a registry name: \"" + registry + "\"");
        }
        if (repository.filter(name -> !Location.isRepositoryName(name)).isPresent()) {
            throw new IllegalArgumentException("not a repository name: \"" + repository.get() + "\"");
        }
    }

    @Override
    public String key() {
        return repository.map(name -> registry + "/" + name).orElse(registry);
    }
}
