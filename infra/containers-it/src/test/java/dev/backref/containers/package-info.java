/** Backref on Kafka and with a registry as others package them. */
@NullMarked
package dev.backref.containers;

import org.jspecify.annotations.NullMarked;
