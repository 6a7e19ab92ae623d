@NullMarked
package dev.backref.query.gate;

import org.jspecify.annotations.NullMarked;
