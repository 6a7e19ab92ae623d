@NullMarked
package dev.backref.faults.report;

import org.jspecify.annotations.NullMarked;
