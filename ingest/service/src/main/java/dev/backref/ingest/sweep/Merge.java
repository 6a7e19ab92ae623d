package dev.backref.ingest.sweep;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Reads several files of sorted lines as one, each line once. */
final class Merge implements AutoCloseable {
    private final List<BufferedReader> open = new ArrayList<>();
    private final PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(Head::line, LineOrder.UTF_8));
    private String last = "";

    Merge(List<Path> files) throws IOException {
        try {
            for (Path file : files) {
                BufferedReader reader = Files.newBufferedReader(file);
                open.add(reader);
                push(reader);
            }
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    /** The next line; null at the end. */
    @Nullable
    String next() throws IOException {
        for (Head head = heads.poll(); head != null; head = heads.poll()) {
            push(head.reader());
            if (!head.line().equals(last)) {
                last = head.line();
                return last;
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        for (BufferedReader each : open) {
            each.close();
        }
    }

    private void push(BufferedReader reader) throws IOException {
        String line = reader.readLine();
        if (line != null) {
            heads.add(new Head(line, reader));
        }
    }

    private record Head(String line, BufferedReader reader) {}
}
