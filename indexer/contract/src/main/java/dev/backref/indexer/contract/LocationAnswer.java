package dev.backref.indexer.contract;

import java.util.Optional;

/**
 * The referrers of a subject at one location, oldest first.
 *
 * @param knowledge what the list rests on; it must be looked at before the list is believed
 * @param page the descriptors of this page
 * @param next to ask for the next page with; absent on the last one
 */
public record LocationAnswer(
        LocationKnowledge knowledge, ImageIndex page, Optional<String> next, Position position, ServedBy servedBy) {}
