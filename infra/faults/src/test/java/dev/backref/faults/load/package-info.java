@NullMarked
package dev.backref.faults.load;

import org.jspecify.annotations.NullMarked;
