@NullMarked
package dev.backref.faults.count;

import org.jspecify.annotations.NullMarked;
