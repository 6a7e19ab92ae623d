/** Walks from manifest to manifest, over all partitions of the index. */
@NullMarked
package dev.backref.query.walk;

import org.jspecify.annotations.NullMarked;
