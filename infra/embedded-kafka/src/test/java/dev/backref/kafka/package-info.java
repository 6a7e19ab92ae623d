@NullMarked
package dev.backref.kafka;

import org.jspecify.annotations.NullMarked;
