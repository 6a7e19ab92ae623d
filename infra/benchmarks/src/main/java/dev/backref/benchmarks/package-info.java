/** Measurements of Backref, each beside a baseline of the same run. */
@NullMarked
package dev.backref.benchmarks;

import org.jspecify.annotations.NullMarked;
