/** Answers lookups of other processes, and tells them what this one can answer for. */
@NullMarked
package dev.backref.indexer.serve;

import org.jspecify.annotations.NullMarked;
