/** Answers of a running Backref as people read them. */
@NullMarked
package dev.backref.launcher.shown;

import org.jspecify.annotations.NullMarked;
