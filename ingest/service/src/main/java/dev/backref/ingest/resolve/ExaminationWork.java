package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Examination;
import dev.backref.ingest.contract.ExaminationRequest;
import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.contract.LocationSignal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Examinations of one registry: one at a time, and of those who asked meanwhile the last one is answered for all. */
final class ExaminationWork {
    private final String registry;
    private Optional<ExaminationRequest> asked = Optional.empty();
    private Optional<ExaminationRequest> going = Optional.empty();
    private Instant began = Instant.EPOCH;

    ExaminationWork(String registry) {
        this.registry = registry;
    }

    /** One that was going on when an earlier owner left is begun anew. */
    void restore(Row row) {
        asked = row.examination().or(() -> asked);
    }

    void asked(ExaminationRequest request, Batch out) {
        asked = Optional.of(request);
        out.changed(registry);
    }

    /** Whether one is to begin now; from then on it is under way. */
    boolean begins(Instant now) {
        if (going.isPresent() || asked.isEmpty()) {
            return false;
        }
        going = asked;
        asked = Optional.empty();
        began = now;
        return true;
    }

    /** Takes the end of the one that is under way. */
    void ended(List<Finding> findings, Batch out) {
        ExaminationRequest request = going.orElseThrow();
        going = Optional.empty();
        // Clocks differ: whoever asked waits for one that began after he did.
        Instant at = began.isBefore(request.at()) ? request.at() : began;
        out.signal(new LocationSignal.Examined(registry, new Examination(request.id(), at, findings)));
        out.changed(registry);
    }

    /** What has not been answered yet, as it is kept over a restart. */
    Optional<ExaminationRequest> unanswered() {
        return asked.or(() -> going);
    }
}
