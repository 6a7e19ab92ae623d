/** How rows lie in the stores: keys that are prefixes of one another, one small row per fact. */
@NullMarked
package dev.backref.indexer.rows;

import org.jspecify.annotations.NullMarked;
