/** The types and topics by which ingest speaks to the rest: what a source is, what was reported and what was found. */
@NullMarked
package dev.backref.ingest.contract;

import org.jspecify.annotations.NullMarked;
