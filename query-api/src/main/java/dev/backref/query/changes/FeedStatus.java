package dev.backref.query.changes;

/**
 * How the feed is.
 *
 * @param ready whether it follows the topic
 * @param detail for a human
 */
public record FeedStatus(boolean ready, String detail) {}
