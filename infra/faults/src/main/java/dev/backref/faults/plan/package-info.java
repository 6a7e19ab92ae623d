/** What is pushed and deleted, in which order: a function of a seed. */
@NullMarked
package dev.backref.faults.plan;

import org.jspecify.annotations.NullMarked;
