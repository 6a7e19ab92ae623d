/** The topics on the broker: made, and held against what the code says of them. */
@NullMarked
package dev.backref.launcher.topics;

import org.jspecify.annotations.NullMarked;
