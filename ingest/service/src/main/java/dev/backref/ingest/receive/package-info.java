/** From a registry's webhook to acknowledged events: proves the sender, parses the vendor's payload, writes, answers. */
@NullMarked
package dev.backref.ingest.receive;

import org.jspecify.annotations.NullMarked;
