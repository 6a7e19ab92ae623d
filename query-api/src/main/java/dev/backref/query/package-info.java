/** What is served over HTTP: one folder per resource. */
@NullMarked
package dev.backref.query;

import org.jspecify.annotations.NullMarked;
