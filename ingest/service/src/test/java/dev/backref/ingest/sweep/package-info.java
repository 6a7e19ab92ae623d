/** Shows what is listed of a registry, and what is said when it cannot be. */
@NullMarked
package dev.backref.ingest.sweep;

import org.jspecify.annotations.NullMarked;
