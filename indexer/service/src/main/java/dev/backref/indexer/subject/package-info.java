/** The index at a subject: one row per edge, and the changes that follow. */
@NullMarked
package dev.backref.indexer.subject;

import org.jspecify.annotations.NullMarked;
