/** How a person at a terminal is told how far something is. */
@NullMarked
package dev.backref.launcher.terminal;

import org.jspecify.annotations.NullMarked;
