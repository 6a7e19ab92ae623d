/** What the index at a location tells the index at a subject: the records of {@code subject-facts}. */
@NullMarked
package dev.backref.indexer.facts;

import org.jspecify.annotations.NullMarked;
