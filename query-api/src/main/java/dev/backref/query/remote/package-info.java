/** The index in other processes: who has which part of it, and how it is asked. */
@NullMarked
package dev.backref.query.remote;

import org.jspecify.annotations.NullMarked;
