/** The plan carried out against the registry, at a steady rate. */
@NullMarked
package dev.backref.faults.load;

import org.jspecify.annotations.NullMarked;
