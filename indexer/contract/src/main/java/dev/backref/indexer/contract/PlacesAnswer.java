package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Location;
import java.util.List;

/**
 * The locations that have a subject, or something that refers to it.
 *
 * @param more whether there are others for which there was no room, or no time to look
 */
public record PlacesAnswer(List<Location> locations, boolean more) {
    public PlacesAnswer {
        locations = List.copyOf(locations);
    }
}
