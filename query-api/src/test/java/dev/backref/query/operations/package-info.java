@NullMarked
package dev.backref.query.operations;

import org.jspecify.annotations.NullMarked;
