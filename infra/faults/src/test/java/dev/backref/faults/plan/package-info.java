@NullMarked
package dev.backref.faults.plan;

import org.jspecify.annotations.NullMarked;
