package dev.backref.ingest.receive;

import java.util.Optional;
import java.util.Set;

/**
 * How the intake from topics is.
 *
 * @param missing topics that are not there, and are waited for
 * @param lag records that it has not taken yet, of the partitions that it reads
 * @param failure what made it begin again, as long as it has taken nothing since
 */
public record IntakeStatus(Set<String> missing, long lag, Optional<String> failure) {
    static final IntakeStatus BEGINNING = new IntakeStatus(Set.of(), 0, Optional.empty());

    public IntakeStatus {
        missing = Set.copyOf(missing);
    }

    IntakeStatus failed(String why) {
        return new IntakeStatus(missing, lag, Optional.of(why));
    }
}
