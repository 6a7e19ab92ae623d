package dev.backref.query.oci;

import java.util.Set;

/** Which registries a repository of one name can be in. */
@FunctionalInterface
public interface Mirrors {
    /**
     * The names of the configured registries that are looked at for a repository of this name, whether or not anything of it
     * is known there.
     */
    Set<String> of(String repository);
}
