@NullMarked
package dev.backref.query.registries;

import org.jspecify.annotations.NullMarked;
