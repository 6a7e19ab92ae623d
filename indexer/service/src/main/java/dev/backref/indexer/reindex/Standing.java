package dev.backref.indexer.reindex;

/**
 * How far a reindex is.
 *
 * @param read offsets of {@code observations} that it has come to; a compacted topic has fewer records than offsets
 * @param all that it has to come to: what is written later was derived by the rules of whoever wrote it
 * @param copied manifests
 * @param done of these the index has come through: it has derived them anew, or somebody had looked since; at the end all
 * @param unreadable records, which the index refused when they came
 */
public record Standing(long read, long all, long copied, long done, long unreadable) {}
