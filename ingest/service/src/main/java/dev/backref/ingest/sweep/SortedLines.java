package dev.backref.ingest.sweep;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Distinct lines in the order of their UTF-8 bytes; on disk where there are many, so that memory is bounded for any number
 * of them. Not thread-safe. What the disk refuses is thrown as {@link UncheckedIOException}.
 */
public final class SortedLines implements AutoCloseable {
    private final Held held;

    private SortedLines(Held held) {
        this.held = held;
    }

    /**
     * Deletes from a folder what a process that was killed left there. For a folder that nobody collects in yet; one that
     * is not there stays so.
     */
    public static void deleteLeftovers(Path folder) {
        Runs.deleteLeftovers(folder);
    }

    /** No line at all. */
    static SortedLines none() {
        return new SortedLines(new LinesInMemory(List.of()));
    }

    public long size() {
        return held.size();
    }

    /**
     * At most so many of the lines behind this one (which need not be among them), in order; from the beginning for the
     * empty string. Meant to be called with ascending arguments: each other call can read a file from its beginning.
     *
     * @param most at least 1
     */
    public List<String> after(String line, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 line can be asked for: \"" + most + "\"");
        }
        return held.after(line, most);
    }

    /** Deletes its files. Nothing can be asked of it afterwards. */
    @Override
    public void close() {
        held.close();
    }

    /** Where sorted lines are. */
    interface Held {
        long size();

        List<String> after(String line, int most);

        void close();
    }

    /** Takes lines in any order, repeated ones too. Not thread-safe. */
    public static final class Collector implements AutoCloseable {
        private final Path folder;
        private final int mostInMemory;
        private final Set<String> latest = new HashSet<>();
        private Optional<Runs> runs = Optional.empty();
        private boolean over;

        /**
         * @param folder for what does not fit into memory; made when it is needed
         * @param mostInMemory lines, at least 1; as many at most never touch the disk
         */
        public Collector(Path folder, int mostInMemory) {
            if (mostInMemory < 1) {
                throw new IllegalArgumentException("at least 1 line must fit into memory: \"" + mostInMemory + "\"");
            }
            this.folder = folder;
            this.mostInMemory = mostInMemory;
        }

        /**
         * Takes a line.
         *
         * @return false when it is in memory already, and so was added before; true says only that it is not in memory
         * @throws IllegalArgumentException when it is empty, has a line break or is no text that UTF-8 can write
         */
        public boolean add(String line) {
            requireOpen();
            requireLine(line);
            if (latest.contains(line)) {
                return false;
            }
            if (latest.size() == mostInMemory) {
                spill();
            }
            return latest.add(line);
        }

        /** All lines that were added, sorted; whoever gets them closes them. Nothing can be added afterwards. */
        public SortedLines sorted() {
            requireOpen();
            if (runs.isEmpty()) {
                over = true;
                return new SortedLines(new LinesInMemory(latest));
            }
            spill();
            Held merged = runs.get().merged();
            over = true;
            return new SortedLines(merged);
        }

        /** Deletes its files, unless they have become those of {@link #sorted()}. */
        @Override
        public void close() {
            if (!over) {
                over = true;
                runs.ifPresent(Runs::close);
            }
        }

        private void spill() {
            Runs written = runs.orElseGet(() -> new Runs(folder));
            runs = Optional.of(written);
            written.write(latest);
            latest.clear();
        }

        private void requireOpen() {
            if (over) {
                throw new IllegalStateException("the lines were sorted or given up before");
            }
        }

        private static void requireLine(String line) {
            boolean good = !line.isEmpty();
            for (int at = 0; good && at < line.length(); at += Character.charCount(line.codePointAt(at))) {
                int each = line.codePointAt(at);
                boolean half = each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE;
                good = each != '\n' && each != '\r' && !half;
            }
            if (!good) {
                throw new IllegalArgumentException("not a line of text: \"" + line + "\"");
            }
        }
    }
}
