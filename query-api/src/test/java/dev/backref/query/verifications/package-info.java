@NullMarked
package dev.backref.query.verifications;

import org.jspecify.annotations.NullMarked;
