/** What evidence somebody requires of a subject, and what lookups say of it. */
@NullMarked
package dev.backref.query.requirement;

import org.jspecify.annotations.NullMarked;
