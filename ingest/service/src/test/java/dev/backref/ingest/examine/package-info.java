/** Shows what is said of registries that behave, and of those that do not. */
@NullMarked
package dev.backref.ingest.examine;

import org.jspecify.annotations.NullMarked;
