/** Backref as a process, with real registries and real clients. */
@NullMarked
package dev.backref.e2e;

import org.jspecify.annotations.NullMarked;
