/** Hooks as operators try them: deliveries from files, what becomes of them, and how far they come. */
@NullMarked
package dev.backref.launcher.hooks;

import org.jspecify.annotations.NullMarked;
