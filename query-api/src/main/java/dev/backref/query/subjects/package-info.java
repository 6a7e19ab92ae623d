/** Merged answers about a subject over all registries. */
@NullMarked
package dev.backref.query.subjects;

import org.jspecify.annotations.NullMarked;
