@NullMarked
package dev.backref.query.requirement;

import org.jspecify.annotations.NullMarked;
