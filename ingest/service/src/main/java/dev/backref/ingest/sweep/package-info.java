/** What a registry holds, as far as it lets itself be listed. */
@NullMarked
package dev.backref.ingest.sweep;

import org.jspecify.annotations.NullMarked;
