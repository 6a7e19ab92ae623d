package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Location;
import java.net.URI;
import java.util.Optional;

/**
 * Where a page of a listing is had.
 *
 * @param repository whose tags are listed; empty for the catalogue of all repositories
 * @param link as the page before named it, absolute and of the registry's own origin; empty for the first page
 */
public record PageAddress(Optional<String> repository, Optional<URI> link) {
    private static final int NAMES = 1_000;

    public PageAddress {
        repository.filter(name -> !Location.isRepositoryName(name)).ifPresent(name -> {
            throw new IllegalArgumentException("not a repository name: \"" + name + "\"");
        });
    }

    /**
     * The first page of a repository's tags.
     *
     * @throws IllegalArgumentException quoting what is no repository's name
     */
    public static PageAddress tags(String repository) {
        return new PageAddress(Optional.of(repository), Optional.empty());
    }

    /** The first page of all repositories. */
    public static PageAddress catalogue() {
        return new PageAddress(Optional.empty(), Optional.empty());
    }

    PageAddress next(URI url) {
        return new PageAddress(repository, Optional.of(url));
    }

    URI in(URI registry) {
        String first = repository.map(name -> "/v2/" + name + "/tags/list").orElse("/v2/_catalog");
        return link.orElseGet(() -> registry.resolve(first + "?n=" + NAMES));
    }

    NameKind kind() {
        return repository.isPresent() ? NameKind.TAG : NameKind.REPOSITORY;
    }
}
