package dev.backref.indexer.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class RowKeyTest {
    private static final long SEED = 20261125;
    private static final int TRIES = 20_000;

    /** Letters of which some are prefixes, separators and neighbours of others in components. */
    private static final String ALPHABET = "aaab/-:@.z\u00e4\u20ac";

    @Test
    void sortsAsItsComponentsDo() {
        Random random = new Random(SEED);
        Comparator<List<String>> byComponents = (one, other) -> Arrays.compare(
                one.toArray(String[]::new), other.toArray(String[]::new), Comparator.comparing(RowKeyTest::utf8));
        for (int i = 0; i < TRIES; i++) {
            List<String> one = components(random);
            List<String> other = components(random);
            assertThat(Integer.signum(key(one).bytes().compareTo(key(other).bytes())))
                    .as("%s and %s", one, other)
                    .isEqualTo(Integer.signum(byComponents.compare(one, other)));
        }
    }

    @Test
    void comparesWhatStandsBehindDifferentPrefixes() {
        Random random = new Random(SEED);
        for (int i = 0; i < TRIES; i++) {
            List<String> prefix = components(random);
            List<String> otherPrefix = components(random);
            List<String> one = components(random);
            List<String> other = components(random);
            assertThat(Integer.signum(key(joined(prefix, one))
                            .compareBehind(key(prefix), key(joined(otherPrefix, other)), key(otherPrefix))))
                    .as("%s and %s", one, other)
                    .isEqualTo(
                            Integer.signum(key(one).bytes().compareTo(key(other).bytes())));
        }
    }

    @Test
    void coversExactlyTheKeysThatBeginWithItsComponents() {
        Random random = new Random(SEED);
        for (int i = 0; i < TRIES; i++) {
            List<String> prefix = components(random);
            List<String> other = components(random);
            if (random.nextBoolean()) {
                other = new ArrayList<>(other);
                other.addAll(0, prefix);
            }
            boolean within = other.size() >= prefix.size()
                    && other.subList(0, prefix.size()).equals(prefix);
            assertThat(covers(key(prefix), key(other).bytes()))
                    .as("%s and %s", prefix, other)
                    .isEqualTo(within);
        }
    }

    @Test
    void sortsTimesAsTimesAndCoversThem() {
        RowKey prefix = RowKey.of("E").text("subject");
        Random random = new Random(SEED);
        List<Long> times = random.longs(1_000, 0, Long.MAX_VALUE).boxed().collect(Collectors.toList());
        times.addAll(List.of(0L, 1L, 255L, 256L, Long.MAX_VALUE));
        List<Bytes> keys = times.stream()
                .map(time -> prefix.time(time).text("referrer").bytes())
                .sorted()
                .toList();

        Collections.sort(times);
        assertThat(keys.stream().map(key -> RowKey.read(key).behind(prefix).time()))
                .isEqualTo(times);
        assertThat(keys).allMatch(key -> covers(prefix, key));
    }

    @Test
    void givesItsComponentsBack() {
        RowKey prefix = RowKey.of("Y").text("a");
        RowKey.Reader rest =
                RowKey.read(prefix.text("").time(0).text("b/c").bytes()).behind(prefix);

        assertThat(rest.text()).isEmpty();
        assertThat(rest.time()).isZero();
        assertThat(rest.more()).isTrue();
        assertThat(rest.text()).isEqualTo("b/c");
        assertThat(rest.more()).isFalse();
    }

    @Test
    void keepsAZeroInsideAComponentFromEndingIt() {
        RowKey whole = RowKey.of("Y").text("a\0b");
        RowKey part = RowKey.of("Y").text("a");

        assertThat(covers(part, whole.text("c").bytes())).isFalse();
        assertThat(whole.bytes()).isNotEqualTo(part.text("b").bytes());
        assertThat(covers(whole, whole.text("c").bytes())).isTrue();
    }

    @Test
    void goesOnBehindAKeyWithoutLosingItsNeighbour() {
        RowKey key = RowKey.of("M").text("a");

        assertThat(key.next())
                .isGreaterThan(key.bytes())
                .isLessThan(RowKey.of("M").text("a!").bytes());
        assertThat(key.end())
                .isGreaterThan(key.text("z").bytes())
                .isLessThan(RowKey.of("M").text("b").bytes());
    }

    @Test
    void refusesATimeBefore1970() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowKey.of("E").time(-1))
                .withMessageContaining("-1");
    }

    private static boolean covers(RowKey prefix, Bytes key) {
        return key.compareTo(prefix.bytes()) >= 0 && key.compareTo(prefix.end()) < 0;
    }

    private static List<String> joined(List<String> prefix, List<String> rest) {
        return Stream.concat(prefix.stream(), rest.stream()).toList();
    }

    private static RowKey key(List<String> components) {
        RowKey key = RowKey.of("T");
        for (String component : components) {
            key = key.text(component);
        }
        return key;
    }

    private static List<String> components(Random random) {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(component -> IntStream.range(0, random.nextInt(4))
                        .mapToObj(letter -> String.valueOf(ALPHABET.charAt(random.nextInt(ALPHABET.length()))))
                        .collect(Collectors.joining()))
                .toList();
    }

    private static Bytes utf8(String text) {
        return Bytes.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
