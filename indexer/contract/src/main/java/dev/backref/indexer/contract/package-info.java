/** The types and the topic by which the index speaks to others: lookups, how complete they are, and changes. */
@NullMarked
package dev.backref.indexer.contract;

import org.jspecify.annotations.NullMarked;
