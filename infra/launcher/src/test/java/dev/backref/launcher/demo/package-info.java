@NullMarked
package dev.backref.launcher.demo;

import org.jspecify.annotations.NullMarked;
