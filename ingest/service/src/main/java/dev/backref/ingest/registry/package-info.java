/** How Backref speaks to a configured registry: its settings, the client, tokens and budgets. */
@NullMarked
package dev.backref.ingest.registry;

import org.jspecify.annotations.NullMarked;
