@NullMarked
package dev.backref.launcher.standalone;

import org.jspecify.annotations.NullMarked;
