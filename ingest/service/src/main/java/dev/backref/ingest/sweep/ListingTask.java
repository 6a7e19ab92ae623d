package dev.backref.ingest.sweep;

import java.util.Optional;

/**
 * Something to be listed: the repositories of a registry, or what stands in one of them.
 *
 * @param repository absent where the repositories are meant
 */
public record ListingTask(String registry, Optional<String> repository) {}
