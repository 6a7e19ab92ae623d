/** Every part of Backref in one process, in the order in which they need one another. */
@NullMarked
package dev.backref.launcher.standalone;

import org.jspecify.annotations.NullMarked;
