/** What signatures say, and attestations of which no annotation tells: which blobs these are, and how they are read. */
@NullMarked
package dev.backref.ingest.payload;

import org.jspecify.annotations.NullMarked;
