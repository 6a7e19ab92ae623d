@NullMarked
package dev.backref.faults.parts;

import org.jspecify.annotations.NullMarked;
