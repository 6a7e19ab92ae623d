/** The dead letters of a cluster, as operators read them and take them up again. */
@NullMarked
package dev.backref.launcher.deadletters;

import org.jspecify.annotations.NullMarked;
