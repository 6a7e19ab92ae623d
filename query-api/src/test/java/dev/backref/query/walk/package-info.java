@NullMarked
package dev.backref.query.walk;

import org.jspecify.annotations.NullMarked;
