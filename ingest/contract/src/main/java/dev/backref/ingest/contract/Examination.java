package dev.backref.ingest.contract;

import java.time.Instant;
import java.util.List;

/**
 * How a registry behaved when it was last looked at for that.
 *
 * @param id of the last {@link ExaminationRequest} that it answers
 * @param at when it began, and not before that request
 * @param findings one for each thing that was to be looked at
 */
public record Examination(String id, Instant at, List<Finding> findings) {
    public Examination {
        findings = List.copyOf(findings);
    }
}
