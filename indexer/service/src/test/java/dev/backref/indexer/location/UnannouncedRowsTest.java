package dev.backref.indexer.location;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.location.UnannouncedRows.Doubt;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class UnannouncedRowsTest {
    private static final Location AT = new Location("local", "app");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("locations").get();
    private final UnannouncedRows rows = new UnannouncedRows(store, new LocationRows(store));

    @Test
    void leavesNothingBehindOfWhatIsAnnouncedInTime() {
        found(0, NOON);
        found(1, NOON.plusSeconds(1));
        assertThat(announced(0, NOON.plusSeconds(2))).isFalse();
        assertThat(rows.overdue(NOON.plusSeconds(62))).containsExactly(AT);
        assertThat(rows.told(AT).map(each -> each.source())).contains(tag(1));
        assertThat(announced(1, NOON.plusSeconds(70))).isTrue();
        assertThat(rows.told(AT)).isEmpty();
        assertThat(count("D") + count("DT") + count("DL") + count("DQ")).isZero();
    }

    @Test
    void waitsForTheNextOnceTheOldestIsAnnounced() {
        found(0, NOON);
        found(1, NOON.plusSeconds(50));
        assertThat(rows.overdue(NOON.plusSeconds(60))).containsExactly(AT);
        assertThat(announced(0, NOON.plusSeconds(70))).as("the other is young").isTrue();
        assertThat(rows.told(AT)).isEmpty();
        assertThat(rows.overdue(NOON.plusSeconds(109))).isEmpty();
        assertThat(rows.overdue(NOON.plusSeconds(110))).containsExactly(AT);
    }

    @Test
    void keepsNoMoreOnceItIsOverForGood() {
        found(0, NOON);
        Instant later = NOON.plus(UnannouncedRows.LATEST).plusSeconds(1);
        found(1, later);
        assertThat(count("D")).isOne();
        assertThat(announced(0, later)).as("told now, as it was a minute").isTrue();
        assertThat(rows.told(AT)).isPresent();
        assertThat(count("D")).isOne();
    }

    @Test
    void takesNothingBackOfMoreThanCanBeLate() {
        for (int number = 0; number <= UnannouncedRows.MOST; number++) {
            found(number, NOON);
        }
        assertThat(count("D")).isEqualTo(UnannouncedRows.MOST);
        announced(0, NOON.plusSeconds(1));
        assertThat(count("D")).isEqualTo(UnannouncedRows.MOST);
    }

    /** A repository that is gone explains all that was found gone there; a call with too many writes would be aborted for ever. */
    @Test
    void forgetsALittleAtATimeAtHoweverManyLocations() {
        for (int location = 0; location < 40; location++) {
            Location at = new Location("local", "app" + location);
            for (int number = 0; number < 100; number++) {
                rows.found(new Source.Tag(at, "v" + number), new Doubt(NOON, true, Optional.empty()));
            }
        }
        for (int location = 0; location < 40; location++) {
            store.put(
                    LocationRows.at("DG", new Location("local", "app" + location))
                            .bytes(),
                    Json.write(NOON));
        }
        assertThat(rows.overdue(NOON.plusSeconds(60))).isEmpty();
        assertThat(count("D")).isEqualTo(3_000);
        for (int calls = 0; calls < 3; calls++) {
            assertThat(rows.overdue(NOON.plusSeconds(61 + calls))).isEmpty();
        }
        assertThat(count("D") + count("DT") + count("DL") + count("DQ")).isZero();
    }

    @Test
    void forgetsALittleAtATimeOfWhatNobodyClaims() {
        for (int number = 0; number < 1_500; number++) {
            found(number, NOON);
        }
        assertThat(rows.overdue(NOON.plusSeconds(60))).containsExactly(AT);
        assertThat(rows.forget(AT)).as("told").isTrue();
        assertThat(rows.told(AT)).isEmpty();
        assertThat(count("D")).isEqualTo(500);
        assertThat(rows.forget(AT)).as("told nothing").isFalse();
        assertThat(count("D") + count("DT") + count("DL") + count("DQ")).isZero();
    }

    private void found(int number, Instant at) {
        rows.found(tag(number), new Doubt(at, false, Optional.empty()));
    }

    private boolean announced(int number, Instant heard) {
        return rows.announced(tag(number), Optional.empty(), heard, heard);
    }

    private static Source tag(int number) {
        return new Source.Tag(AT, "v" + number);
    }

    private int count(String table) {
        int[] found = new int[1];
        new Table(store).each(RowKey.of(table), (key, value) -> ++found[0] > 0);
        return found[0];
    }
}
