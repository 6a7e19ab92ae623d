package dev.backref.ingest.resolve;

import org.jspecify.annotations.Nullable;

/** A record of {@code resolve-state} to write; null as a value is a tombstone. */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere, and written once.
record RowChange(String key, byte @Nullable [] value) {}
