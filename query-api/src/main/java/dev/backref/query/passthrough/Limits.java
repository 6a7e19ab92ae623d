package dev.backref.query.passthrough;

import java.time.Duration;

/**
 * What a registry may cost us, and we it. There is no limit on a whole answer: a large blob takes its time.
 *
 * @param connect for a connection, TLS included
 * @param idle without a byte of the registry's while the caller would take one
 * @param atOnce requests under way at one registry; what comes beyond is refused, not queued
 */
record Limits(Duration connect, Duration idle, int atOnce) {
    static final Limits DEFAULT = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(30), 128);
}
