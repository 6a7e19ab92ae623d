/** The processes that take part, and what is done to them. */
@NullMarked
package dev.backref.faults.parts;

import org.jspecify.annotations.NullMarked;
