@NullMarked
package dev.backref.query.decisions;

import org.jspecify.annotations.NullMarked;
