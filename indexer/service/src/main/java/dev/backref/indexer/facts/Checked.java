package dev.backref.indexer.facts;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of a request to look again; stands behind everything that the looks led to.
 *
 * @param request its id
 * @param asked when ingest took it
 * @param reason a word for why something could not be looked at; absent when everything was
 */
public record Checked(Digest subject, Location location, String request, Instant asked, Optional<String> reason)
        implements SubjectFact {
    @Override
    public String key() {
        return "checked " + subject;
    }

    @Override
    public void tell(Listener listener) {
        listener.checked(this);
    }
}
