package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** Which rows an answer was read from, in the words of Kafka Streams. */
public enum ServedBy {
    /** Those of the task that works the partition off: nothing that is indexed is missing. */
    @JsonProperty("active")
    ACTIVE,
    /** Those that follow the active ones a little behind: the answer's position tells how far they had come. */
    @JsonProperty("standby")
    STANDBY;

    /** What an answer says of it: something only where its rows can be a little behind. */
    public Optional<ServedBy> ifBehind() {
        return Optional.of(this).filter(by -> by == STANDBY);
    }
}
