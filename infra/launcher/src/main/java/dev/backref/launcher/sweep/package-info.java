/** How a running Backref is asked for a sweep, and how its end is waited for. */
@NullMarked
package dev.backref.launcher.sweep;

import org.jspecify.annotations.NullMarked;
