/**
 * From reasons to look to what was found. All waiting, retrying, rate limiting and giving up of Backref happens here,
 * before the log of observations, and survives a restart.
 */
@NullMarked
package dev.backref.ingest.resolve;

import org.jspecify.annotations.NullMarked;
