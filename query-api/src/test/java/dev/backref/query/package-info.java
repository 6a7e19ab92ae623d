@NullMarked
package dev.backref.query;

import org.jspecify.annotations.NullMarked;
