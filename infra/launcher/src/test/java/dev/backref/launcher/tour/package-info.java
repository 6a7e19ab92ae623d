@NullMarked
package dev.backref.launcher.tour;

import org.jspecify.annotations.NullMarked;
