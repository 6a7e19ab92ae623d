@NullMarked
package dev.backref.launcher;

import org.jspecify.annotations.NullMarked;
