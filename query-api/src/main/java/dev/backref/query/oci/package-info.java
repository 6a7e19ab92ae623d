/** What OCI clients ask: the distribution API, as far as an index can answer it. */
@NullMarked
package dev.backref.query.oci;

import org.jspecify.annotations.NullMarked;
