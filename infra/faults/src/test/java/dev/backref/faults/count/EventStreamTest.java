package dev.backref.faults.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final List<String> events = new ArrayList<>();
    private final EventStream stream = new EventStream("before", events::add);

    @Test
    void anEventAndItsIdCountWithTheBlankLineBehindThem() {
        List.of("id: 1", "data: {\"a\":1}", "").forEach(stream::line);
        assertThat(events).containsExactly("{\"a\":1}");
        assertThat(stream.lastId()).isEqualTo("1");
    }

    @Test
    void whatACutLeavesUnfinishedCountsForNothing() {
        List.of("id: 1", "data: first", "", "id: 2", "data: sec").forEach(stream::line);
        assertThat(events).containsExactly("first");
        assertThat(stream.lastId()).isEqualTo("1");
    }

    @Test
    void aHeartbeatCarriesAnIdAndNoEvent() {
        List.of(":", "id: 3", "").forEach(stream::line);
        assertThat(events).isEmpty();
        assertThat(stream.lastId()).isEqualTo("3");
    }

    @Test
    void aStreamThatSaysNothingKeepsTheIdItWasAskedWith() {
        stream.line("retry: 2000");
        assertThat(stream.lastId()).isEqualTo("before");
    }
}
