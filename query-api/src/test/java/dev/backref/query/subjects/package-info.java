@NullMarked
package dev.backref.query.subjects;

import org.jspecify.annotations.NullMarked;
