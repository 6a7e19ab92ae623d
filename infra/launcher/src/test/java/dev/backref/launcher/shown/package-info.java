@NullMarked
package dev.backref.launcher.shown;

import org.jspecify.annotations.NullMarked;
