/** How lookups travel to an index in another process: over HTTP, and by a topic that tells which process has what. */
@NullMarked
package dev.backref.indexer.contract.remote;

import org.jspecify.annotations.NullMarked;
