@NullMarked
package dev.backref.query.changes;

import org.jspecify.annotations.NullMarked;
