@NullMarked
package dev.backref.query.oci;

import org.jspecify.annotations.NullMarked;
