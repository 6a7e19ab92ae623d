package dev.backref.indexer.facts;

import dev.backref.ingest.contract.Basis;
import java.time.Instant;
import java.util.Optional;

/**
 * The repositories of a registry that were found.
 *
 * @param at when it began
 * @param locations how many were found; each is in the state of its location with this time
 * @param whole whether these are all that the registry has
 * @param basis on which they are swept
 * @param trouble why the registry itself did not enumerate them
 */
public record Enumeration(Instant at, long locations, boolean whole, Basis basis, Optional<String> trouble) {}
