/** Where what somebody wants to be asked of a registry now is written. */
@NullMarked
package dev.backref.query.requests;

import org.jspecify.annotations.NullMarked;
