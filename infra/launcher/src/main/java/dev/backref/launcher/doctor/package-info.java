/** How a running Backref is asked for an examination of a registry, and what it makes of what it knows of that. */
@NullMarked
package dev.backref.launcher.doctor;

import org.jspecify.annotations.NullMarked;
