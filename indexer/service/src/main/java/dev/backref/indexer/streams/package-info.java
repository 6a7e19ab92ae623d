/** What the processors of both halves have in common: the names of their sinks, and what they refuse. */
@NullMarked
package dev.backref.indexer.streams;

import org.jspecify.annotations.NullMarked;
