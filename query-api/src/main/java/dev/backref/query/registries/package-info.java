/** What is known of registries and their repositories, and how to ask for a sweep or an examination of them. */
@NullMarked
package dev.backref.query.registries;

import org.jspecify.annotations.NullMarked;
