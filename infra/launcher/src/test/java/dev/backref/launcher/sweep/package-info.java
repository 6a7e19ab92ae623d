@NullMarked
package dev.backref.launcher.sweep;

import org.jspecify.annotations.NullMarked;
