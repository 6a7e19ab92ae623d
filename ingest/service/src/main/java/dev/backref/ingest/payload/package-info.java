/** What attestations say that no annotation tells of: which blobs these are, and how they are read. */
@NullMarked
package dev.backref.ingest.payload;

import org.jspecify.annotations.NullMarked;
