/** Looks how a registry behaves, without writing anything to it. */
@NullMarked
package dev.backref.ingest.examine;

import org.jspecify.annotations.NullMarked;
