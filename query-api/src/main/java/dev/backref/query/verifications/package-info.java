/** Where verifiers post what they found out about evidence. */
@NullMarked
package dev.backref.query.verifications;

import org.jspecify.annotations.NullMarked;
