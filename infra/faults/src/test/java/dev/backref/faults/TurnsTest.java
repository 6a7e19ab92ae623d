package dev.backref.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final List<String> VICTIMS = List.of("ingest", "indexer", "query-api", "broker");

    @Test
    void giveEachOnceInEveryRound() {
        List<String> taken = taken(7, 8);
        assertThat(taken.subList(0, 4)).containsExactlyInAnyOrderElementsOf(VICTIMS);
        assertThat(taken.subList(4, 8)).isEqualTo(taken.subList(0, 4));
    }

    @Test
    void areInTheSameOrderForTheSameSeed() {
        assertThat(taken(7, 4)).isEqualTo(taken(7, 4));
    }

    @Test
    void beginWithAnyOfThem() {
        assertThat(LongStream.range(0, 100).mapToObj(seed -> new Turns<>(VICTIMS, seed).next()))
                .containsAll(VICTIMS);
    }

    private static List<String> taken(long seed, int turns) {
        return Stream.generate(new Turns<>(VICTIMS, seed)::next).limit(turns).toList();
    }
}
