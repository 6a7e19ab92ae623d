/** What the index does not hold, handed through from the registries as it is, with the caller's own credentials. */
@NullMarked
package dev.backref.query.passthrough;

import org.jspecify.annotations.NullMarked;
