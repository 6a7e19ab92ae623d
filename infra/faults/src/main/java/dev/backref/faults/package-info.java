/** The program that kills Backref, takes away what it needs, and counts what that cost. */
@NullMarked
package dev.backref.faults;

import org.jspecify.annotations.NullMarked;
