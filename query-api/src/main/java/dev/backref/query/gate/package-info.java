/** Whether subjects have the evidence that is required of them. */
@NullMarked
package dev.backref.query.gate;

import org.jspecify.annotations.NullMarked;
