/** The broker of standalone mode: Kafka's own classes, started so that a {@code kill -9} costs nothing. */
@NullMarked
package dev.backref.kafka;

import org.jspecify.annotations.NullMarked;
