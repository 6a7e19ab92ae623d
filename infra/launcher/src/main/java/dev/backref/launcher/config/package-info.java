/** The configuration: one YAML file, overridden by environment variables, read as a whole or refused as a whole. */
@NullMarked
package dev.backref.launcher.config;

import org.jspecify.annotations.NullMarked;
