/** The {@code backref} program: its commands. */
@NullMarked
package dev.backref.launcher;

import org.jspecify.annotations.NullMarked;
