@NullMarked
package dev.backref.launcher.topics;

import org.jspecify.annotations.NullMarked;
