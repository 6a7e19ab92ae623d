package dev.backref.ingest.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SortedLinesTest {
    /** Of one to four bytes; UTF-16 puts the last but one behind the last. */
    private static final List<String> LETTERS =
            List.of(" ", "-", "a", "b", "~", "\u0080", "\u00e9", "\u0430", "\ud7ff", "\uffee", "\ud83d\ude00");

    @TempDir
    private Path folder;

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void givesAllLinesOnceInTheOrderOfTheirBytes(int seed) {
        Random random = new Random(seed);
        List<String> lines = lines(random);
        try (SortedLines sorted = sorted(lines, 1 + random.nextInt(20))) {
            List<String> expected = List.copyOf(byBytes(lines));
            assertThat(sorted.size()).isEqualTo(expected.size());
            assertThat(all(sorted, 1 + random.nextInt(10))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void givesWhatIsBehindAnyLineWhetherOrNotItIsThereInWhateverOrderItIsAsked(int seed) {
        Random random = new Random(seed);
        List<String> lines = lines(random);
        NavigableSet<String> expected = byBytes(lines);
        try (SortedLines sorted = sorted(lines, 1 + random.nextInt(20))) {
            for (int asked = 0; asked < 50; asked++) {
                String line = random.nextBoolean() ? text(random) : lines.get(random.nextInt(lines.size()));
                int most = 1 + random.nextInt(5);
                assertThat(sorted.after(line, most))
                        .isEqualTo(expected.tailSet(line, false).stream()
                                .limit(most)
                                .toList());
            }
        }
    }

    @Test
    void mergesMoreFilesThanCanBeOpenAtOnce() {
        List<String> lines = IntStream.range(0, 5_000)
                .mapToObj(each -> "line" + each % 4_500)
                .toList();
        try (SortedLines sorted = sorted(lines, 1)) {
            assertThat(all(sorted, 1_000)).isEqualTo(List.copyOf(byBytes(lines)));
        }
    }

    @Test
    void nothingIsSortedToNothing() {
        try (SortedLines sorted = sorted(List.of(), 1)) {
            assertThat(sorted.size()).isZero();
            assertThat(sorted.after("", 1)).isEmpty();
        }
    }

    @Test
    void asManyAsFitIntoMemoryNeverTouchTheDisk() {
        Path absent = folder.resolve("absent");
        try (SortedLines.Collector lines = new SortedLines.Collector(absent, 2)) {
            List.of("b", "a", "b", "a").forEach(lines::add);
            try (SortedLines sorted = lines.sorted()) {
                assertThat(sorted.after("", 9)).containsExactly("a", "b");
            }
        }
        assertThat(absent).doesNotExist();
    }

    @Test
    void saysOfALineInMemoryThatItIsNotNew() {
        try (SortedLines.Collector lines = new SortedLines.Collector(folder, 2)) {
            assertThat(List.of(lines.add("a"), lines.add("a"), lines.add("b"), lines.add("a")))
                    .containsExactly(true, false, true, false);
        }
    }

    @Test
    void deletesItsFilesWhenItIsClosedOrGivenUp() throws IOException {
        List<String> lines = List.of("a", "b", "c");
        try (SortedLines sorted = sorted(lines, 1)) {
            assertThat(sorted.after("a", 1)).containsExactly("b");
            assertThat(left()).isNotEmpty();
        }
        assertThat(left()).isEmpty();
        try (SortedLines.Collector givenUp = new SortedLines.Collector(folder, 1)) {
            lines.forEach(givenUp::add);
            assertThat(left()).isNotEmpty();
        }
        assertThat(left()).isEmpty();
    }

    @Test
    @SuppressWarnings("resource") // As a process leaves it that is killed.
    void deletesWhatAKilledProcessLeftAndNothingElse() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "kept");
        SortedLines.Collector killed = new SortedLines.Collector(folder, 1);
        List.of("a", "b").forEach(killed::add);
        sorted(List.of("a", "b"), 1);

        SortedLines.deleteLeftovers(folder);
        assertThat(left()).containsExactly(other);
        SortedLines.deleteLeftovers(folder.resolve("absent"));
    }

    @Test
    void tellsOfADiskThatTakesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        try (SortedLines.Collector lines = new SortedLines.Collector(file, 1)) {
            lines.add("a");
            assertThatThrownBy(() -> lines.add("b")).isInstanceOf(UncheckedIOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\r", "\ud83d", "a\ude00b"})
    void refusesWhatIsNoLine(String text) {
        try (SortedLines.Collector lines = new SortedLines.Collector(folder, 1)) {
            assertThatThrownBy(() -> lines.add(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private SortedLines sorted(List<String> lines, int mostInMemory) {
        try (SortedLines.Collector collector = new SortedLines.Collector(folder, mostInMemory)) {
            lines.forEach(collector::add);
            return collector.sorted();
        }
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static List<String> all(SortedLines sorted, int most) {
        List<String> all = new ArrayList<>();
        List<String> some = sorted.after("", most);
        while (!some.isEmpty()) {
            assertThat(some).hasSizeLessThanOrEqualTo(most);
            all.addAll(some);
            some = sorted.after(all.get(all.size() - 1), most);
        }
        return all;
    }

    private static NavigableSet<String> byBytes(List<String> lines) {
        NavigableSet<String> sorted = new TreeSet<>((left, right) ->
                Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8)));
        sorted.addAll(lines);
        return sorted;
    }

    private static List<String> lines(Random random) {
        return IntStream.range(0, 1 + random.nextInt(400))
                .mapToObj(each -> text(random))
                .toList();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(3); length > 0; length--) {
            text.append(LETTERS.get(random.nextInt(LETTERS.size())));
        }
        return text.toString();
    }
}
