/** Records of what was decided, as they are kept and read again. */
@NullMarked
package dev.backref.query.decisions;

import org.jspecify.annotations.NullMarked;
