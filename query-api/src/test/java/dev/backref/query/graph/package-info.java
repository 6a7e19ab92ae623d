@NullMarked
package dev.backref.query.graph;

import org.jspecify.annotations.NullMarked;
