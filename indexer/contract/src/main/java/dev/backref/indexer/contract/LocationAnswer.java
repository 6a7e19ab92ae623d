package dev.backref.indexer.contract;

import java.util.List;
import java.util.Optional;

/**
 * The referrers of a subject at one location, oldest first.
 *
 * @param knowledge what the list rests on; it must be looked at before the list is believed
 * @param descriptors each as JSON, ready to be put into an image index
 * @param next to ask for the next page with; absent on the last one
 */
public record LocationAnswer(
        LocationKnowledge knowledge,
        List<String> descriptors,
        Optional<String> next,
        Position position,
        ServedBy servedBy) {
    public LocationAnswer {
        descriptors = List.copyOf(descriptors);
    }
}
