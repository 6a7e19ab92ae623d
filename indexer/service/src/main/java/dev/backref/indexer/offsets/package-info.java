/** How far the index has come in its inputs, as the broker has it. */
@NullMarked
package dev.backref.indexer.offsets;

import org.jspecify.annotations.NullMarked;
