/** What a run tells. */
@NullMarked
package dev.backref.faults.report;

import org.jspecify.annotations.NullMarked;
