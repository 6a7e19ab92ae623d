/** {@code backref demo}: shows the main job on a machine with nothing but Java. */
@NullMarked
package dev.backref.launcher.tour;

import org.jspecify.annotations.NullMarked;
