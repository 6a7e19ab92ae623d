package dev.backref.indexer.subject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Position;
import dev.backref.indexer.facts.Checked;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class CheckRowsTest {
    private static final Location AT = new Location("local", "app");
    private static final Digest SUBJECT = Digest.sha256("s".getBytes(StandardCharsets.UTF_8));

    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("checks").get();

    @Test
    void forgetsTheOldestWhoeverNamesWhatever() {
        CheckRows rows = new CheckRows(store);
        int more = 7;
        for (int number = 0; number < CheckRows.MOST + more; number++) {
            Checked checked = new Checked(SUBJECT, AT, "request-" + number, Instant.EPOCH, Optional.empty());
            rows.put(checked, new Position(1, 0, number, Instant.EPOCH));
        }
        Table table = new Table(store);
        int[] kept = new int[1];
        table.each(RowKey.of("F"), (key, value) -> ++kept[0] > 0);
        assertThat(kept[0]).isEqualTo(CheckRows.MOST);
        assertThat(table.get(SubjectKeys.check(SUBJECT, AT, "request-" + (more - 1))))
                .isEmpty();
        assertThat(table.get(SubjectKeys.check(SUBJECT, AT, "request-" + more))).isPresent();
    }
}
