package dev.backref.query.gate;

/**
 * How images stand for subjects.
 *
 * @param tags tells which manifests tags are
 */
public record Images(ImageNames names, Tags tags) {}
