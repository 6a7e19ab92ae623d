@NullMarked
package dev.backref.query.passthrough;

import org.jspecify.annotations.NullMarked;
