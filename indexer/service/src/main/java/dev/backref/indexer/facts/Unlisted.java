package dev.backref.indexer.facts;

import java.time.Instant;

/**
 * That a registry does not tell which repositories it has.
 *
 * @param since the first attempt in a row that failed
 * @param at the last one
 * @param reason a word
 */
public record Unlisted(Instant since, Instant at, String reason, String detail) {}
