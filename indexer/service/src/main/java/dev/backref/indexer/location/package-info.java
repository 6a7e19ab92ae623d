/** The index at a location: what is known of each source there, and the facts that follow. */
@NullMarked
package dev.backref.indexer.location;

import org.jspecify.annotations.NullMarked;
