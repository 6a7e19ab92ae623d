package dev.backref.query.verifications;

import java.util.List;
import java.util.function.Supplier;

/**
 * One who may post what it found out.
 *
 * @param name in the configuration
 * @param secrets any of which proves it now; asked for at each request, because they can stand in files that change
 */
public record Verifier(String name, Supplier<List<String>> secrets) {}
