/** Where what callers want to be kept is written, such as what they want to be asked of a registry now. */
@NullMarked
package dev.backref.query.requests;

import org.jspecify.annotations.NullMarked;
