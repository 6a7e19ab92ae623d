/** The change feed: one shared reader of the topic, and a cursor per subscriber. */
@NullMarked
package dev.backref.query.changes;

import org.jspecify.annotations.NullMarked;
