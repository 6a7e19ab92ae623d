/**
 * A small registry to try Backref with, and the pushes that a user's tools would make.
 *
 * <p>Both meet Backref over HTTP only: of its code they use nothing but how digests and JSON are written.
 */
@NullMarked
package dev.backref.launcher.demo;

import org.jspecify.annotations.NullMarked;
