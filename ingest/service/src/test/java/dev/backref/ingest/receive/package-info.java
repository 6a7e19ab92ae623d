/** Shows what the hooks take, keep and answer. */
@NullMarked
package dev.backref.ingest.receive;

import org.jspecify.annotations.NullMarked;
