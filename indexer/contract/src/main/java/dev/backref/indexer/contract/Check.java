package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of a request to look again at a location.
 *
 * @param request its id
 * @param asked when ingest took it: the index has what was there then, or came later
 * @param reason a word for why it has not; absent where it has
 * @param position at which the index had it
 */
public record Check(Location location, String request, Instant asked, Optional<String> reason, Position position) {}
