/** The index: a Kafka Streams topology from observations to referrers and changes, and the lookups in its stores. */
@NullMarked
package dev.backref.indexer;

import org.jspecify.annotations.NullMarked;
