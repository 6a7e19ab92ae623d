/** Answers from the rows at a subject. */
@NullMarked
package dev.backref.indexer.lookup;

import org.jspecify.annotations.NullMarked;
