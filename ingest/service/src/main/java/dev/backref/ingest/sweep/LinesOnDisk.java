package dev.backref.ingest.sweep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorted lines in a file, read on from where they were read last. */
final class LinesOnDisk implements SortedLines.Held {
    private final Path file;
    private final long size;
    private final Runnable delete;
    private @Nullable BufferedReader reader;
    /** The last one that is behind the reader; empty at the beginning. */
    private String passed = "";
    /** The one that stands behind that; null at the end. */
    private @Nullable String ahead;

    /**
     * @param size how many lines the file has
     * @param delete deletes the file
     */
    LinesOnDisk(Path file, long size, Runnable delete) {
        this.file = file;
        this.size = size;
        this.delete = delete;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public List<String> after(String line, int most) {
        try {
            BufferedReader from = standingBefore(line);
            while (ahead != null && LineOrder.UTF_8.compare(ahead, line) <= 0) {
                step(from);
            }
            List<String> found = new ArrayList<>();
            while (ahead != null && found.size() < most) {
                found.add(ahead);
                step(from);
            }
            return found;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            end();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            delete.run();
        }
    }

    private BufferedReader standingBefore(String line) throws IOException {
        if (reader != null && LineOrder.UTF_8.compare(passed, line) <= 0) {
            return reader;
        }
        end();
        BufferedReader opened = Files.newBufferedReader(file);
        reader = opened;
        passed = "";
        ahead = opened.readLine();
        return opened;
    }

    private void step(BufferedReader from) throws IOException {
        passed = ahead == null ? passed : ahead;
        ahead = from.readLine();
    }

    private void end() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
