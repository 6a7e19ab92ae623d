package dev.backref.ingest.sweep;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** Files of sorted lines in a folder of their own, and what merges them into one. */
final class Runs {
    private static final String FOLDER = "listing-";
    /** Files that are open at once. */
    private static final int MOST_MERGED = 64;

    private final Path folder;
    private final Deque<Path> files = new ArrayDeque<>();
    private int made;

    Runs(Path parent) {
        try {
            folder = Files.createTempDirectory(Files.createDirectories(parent), FOLDER);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void deleteLeftovers(Path parent) {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, FOLDER + "*")) {
            for (Path each : left) {
                deleteWhole(each);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One more file, of distinct lines in any order. */
    void write(Collection<String> distinct) {
        List<String> lines = new ArrayList<>(distinct);
        lines.sort(LineOrder.UTF_8);
        Path file = next();
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (String line : lines) {
                out.write(line);
                out.write('\n');
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        files.addLast(file);
    }

    /** All of them as one. The folder goes when that is closed. */
    SortedLines.Held merged() {
        try {
            long size = merge();
            while (files.size() > 1) {
                size = merge();
            }
            return new LinesOnDisk(files.getFirst(), size, this::close);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void close() {
        try {
            deleteWhole(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Merges as many of the oldest as can be open at once into one more, and says how many lines that has. */
    private long merge() throws IOException {
        List<Path> oldest = new ArrayList<>();
        while (!files.isEmpty() && oldest.size() < MOST_MERGED) {
            oldest.add(files.removeFirst());
        }
        Path file = next();
        long lines = 0;
        try (Merge merge = new Merge(oldest);
                BufferedWriter out = Files.newBufferedWriter(file)) {
            for (String line = merge.next(); line != null; line = merge.next()) {
                out.write(line);
                out.write('\n');
                lines++;
            }
        }
        files.addLast(file);
        for (Path merged : oldest) {
            Files.delete(merged);
        }
        return lines;
    }

    private Path next() {
        made++;
        return folder.resolve("run-" + made);
    }

    private static void deleteWhole(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
