package dev.backref.indexer;

import dev.backref.indexer.contract.IndexUnavailable;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.lag.Standstill;
import dev.backref.indexer.lookup.SubjectRows;
import dev.backref.indexer.lookup.SubjectStores;
import dev.backref.indexer.rows.Table;
import dev.backref.indexer.subject.Applied;
import dev.backref.indexer.subject.SubjectHalf;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores of the streams, as far as they are here: the active rows, or those of a standby that has caught up. A store
 * that is still being restored has some rows and not others, which would look like an answer.
 */
final class StreamsStores implements SubjectStores {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsStores.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    private final KafkaStreams streams;
    private final int partitions;
    private final Standstill standstill;
    private final Supplier<IndexStatus> status;
    private final Followed followed = new Followed();

    /** @param standstill behind which nothing here is to be believed */
    StreamsStores(KafkaStreams streams, int partitions, Standstill standstill, Supplier<IndexStatus> status) {
        this.streams = streams;
        this.partitions = partitions;
        this.standstill = standstill;
        this.status = status;
    }

    @Override
    public int partitions() {
        return partitions;
    }

    @Override
    public SubjectRows rows(int partition) {
        return active(partition)
                .or(() -> standby(partition))
                .orElseThrow(() -> new IndexUnavailable("the index is " + describe(status.get()), SOON));
    }

    /** What is here now; measures how far behind the standbys are. */
    Holdings holdings() {
        measured().ifPresent(followed::measured);
        Set<Integer> active = new HashSet<>();
        Set<Integer> standby = new HashSet<>();
        IntStream.range(0, partitions).forEach(partition -> {
            if (active(partition).isPresent()) {
                active.add(partition);
            } else if (standby(partition).isPresent()) {
                standby.add(partition);
            }
        });
        return new Holdings(active, standby);
    }

    private Optional<SubjectRows> active(int partition) {
        return read(partition, parameters(partition), ServedBy.ACTIVE);
    }

    private Optional<SubjectRows> standby(int partition) {
        return any(partition)
                .filter(rows -> followed.mayAnswer(partition, rows.position().offset()));
    }

    /** Whatever is here, also of a store that is being restored. */
    private Optional<SubjectRows> any(int partition) {
        return read(partition, parameters(partition).enableStaleStores(), ServedBy.STANDBY);
    }

    private static StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, byte[]>> parameters(int partition) {
        return StoreQueryParameters.fromNameAndType(SubjectHalf.STORE, new FoundStore())
                .withPartition(partition);
    }

    /** A store that is not here is found all the same; only reading tells. */
    private Optional<SubjectRows> read(
            int partition, StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, byte[]>> parameters, ServedBy servedBy) {
        if (standstill.isDoubtful()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SubjectRows.read(partition, new Table(streams.store(parameters)), servedBy));
        } catch (InvalidStateStoreException | IllegalStateException notHere) {
            return Optional.empty();
        }
    }

    /** How far the rows here have come; absent when the broker does not say where changelogs end. */
    private Optional<Map<Integer, Followed.Progress>> measured() {
        Map<Integer, Long> applied = new HashMap<>();
        IntStream.range(0, partitions)
                .forEach(partition -> any(partition)
                        .ifPresent(
                                rows -> applied.put(partition, rows.position().offset())));
        try {
            Map<Integer, Followed.Progress> progress = new HashMap<>();
            streams.allLocalStorePartitionLags()
                    .getOrDefault(SubjectHalf.STORE, Map.of())
                    .forEach((partition, lag) -> progress.put(
                            partition,
                            new Followed.Progress(
                                    applied.getOrDefault(partition, Applied.NOTHING.offset()),
                                    lag.currentOffsetPosition(),
                                    lag.endOffsetPosition())));
            return Optional.of(progress);
        } catch (StreamsException | IllegalStateException unknown) {
            LOG.atDebug().setCause(unknown).log("cannot tell how far behind the standbys are");
            return Optional.empty();
        }
    }

    private static String describe(IndexStatus status) {
        String word = status.state().name().toLowerCase(Locale.ROOT);
        return status.detail().isEmpty() ? word : word + ": " + status.detail();
    }
}
