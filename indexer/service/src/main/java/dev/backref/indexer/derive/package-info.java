/** What a manifest says: its assertions by every form, and the kinds of its evidence. No state, no store. */
@NullMarked
package dev.backref.indexer.derive;

import org.jspecify.annotations.NullMarked;
