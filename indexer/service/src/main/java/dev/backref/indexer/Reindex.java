package dev.backref.indexer;

import dev.backref.indexer.reindex.Copier;
import dev.backref.indexer.reindex.Stalled;
import dev.backref.indexer.reindex.Standing;
import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.KafkaCluster;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * Has a running index derive anew everything that was observed, by this program's rules. Nobody looks for it at any registry;
 * only what other rules name for the first time is looked at, as always.
 *
 * @param cause of the changes that follow
 */
public record Reindex(KafkaCluster cluster, Cause cause) {
    /** An index that begins again applies nothing for half a minute; one that restores its stores can take longer. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A new one. */
    public Reindex(KafkaCluster cluster) {
        this(cluster, new Cause(Cause.Kind.REINDEX, UUID.randomUUID().toString()));
    }

    /**
     * Copies observations for the index, as fast as it applies them, and returns when it has applied all; what it works off
     * by steps, as a list of thousands, can follow behind. What is observed meanwhile is derived by the rules of whoever observes it.
     *
     * @param kinds the operator's own table of kinds, in place of the one of the time when something was observed
     * @param progress told now and then how far it is
     * @throws Stalled when no index applies anything; what was applied stays
     * @throws KafkaException when the broker does not answer
     */
    public Standing run(Optional<String> kinds, Consumer<Standing> progress) {
        return run(kinds, progress, PATIENCE);
    }

    /** With this patience with an index that applies nothing. */
    Standing run(Optional<String> kinds, Consumer<Standing> progress, Duration patience) {
        String group = StreamsConfiguration.applicationId(cluster);
        try (Copier copier = new Copier(cluster, group, cause, kinds, patience)) {
            return copier.run(progress);
        }
    }
}
