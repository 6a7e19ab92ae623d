/** A Backref that runs somewhere, as commands ask it over HTTP. */
@NullMarked
package dev.backref.launcher.server;

import org.jspecify.annotations.NullMarked;
