/** What must be, what is, and the difference. */
@NullMarked
package dev.backref.faults.count;

import org.jspecify.annotations.NullMarked;
