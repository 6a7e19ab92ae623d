package dev.backref.indexer.facts;

import java.time.Instant;

/**
 * Webhooks of a registry that came and were never worked off, or what ingest told of it and nobody read: of which sources,
 * nobody knows.
 *
 * @param at when that was seen
 * @param reason a word for why
 * @param detail the same for people
 */
public record Lost(Instant at, String reason, String detail) {}
