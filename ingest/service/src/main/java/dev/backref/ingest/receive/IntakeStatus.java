package dev.backref.ingest.receive;

import java.util.Map;
import java.util.Optional;

/**
 * How the intake from topics is.
 *
 * @param missing topics that are waited for, each with the reason: that it is not there, or may not be read
 * @param lag records that it has not taken yet, of the partitions that it reads
 * @param failure what made it begin again, as long as it has taken nothing since
 */
public record IntakeStatus(State state, Map<String, String> missing, long lag, Optional<String> failure) {
    static final IntakeStatus BEGINNING = new IntakeStatus(State.BEGINNING, Map.of(), 0, Optional.empty());

    /** What it does. */
    public enum State {
        /** Has not asked the broker yet, or begins again. */
        BEGINNING,
        RUNNING,
        /** Takes nothing any more until the process is started again. */
        STOPPED
    }

    public IntakeStatus {
        missing = Map.copyOf(missing);
    }

    IntakeStatus failed(String why) {
        return new IntakeStatus(State.BEGINNING, missing, lag, Optional.of(why));
    }

    IntakeStatus stopped() {
        return new IntakeStatus(State.STOPPED, missing, lag, failure);
    }
}
