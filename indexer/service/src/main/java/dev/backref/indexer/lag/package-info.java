/** How far the index is behind what was written for it. */
@NullMarked
package dev.backref.indexer.lag;

import org.jspecify.annotations.NullMarked;
