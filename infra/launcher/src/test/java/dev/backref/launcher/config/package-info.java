@NullMarked
package dev.backref.launcher.config;

import org.jspecify.annotations.NullMarked;
