package dev.backref.ingest.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a file that may be changed at any time, read again when its time or its size is another. May be used from
 * any thread.
 *
 * @param <T> what it is read as
 */
public final class WatchedFile<T> {
    private static final int MOST_BYTES = 1024 * 1024;

    private final Path file;
    private final Reader<T> reader;
    private @Nullable Version read;
    private @Nullable T content;

    /** Makes something of a file's bytes. */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * Reads them.
         *
         * @throws IOException when they are not what they should be, with a message that shows nothing of them
         */
        T read(byte[] bytes) throws IOException;
    }

    /** What tells one content of a file from another without reading it. */
    record Version(FileTime changed, long size) {
        static Version of(Path file) throws IOException {
            return new Version(Files.getLastModifiedTime(file), Files.size(file));
        }
    }

    /** Reads nothing yet. */
    public WatchedFile(Path file, Reader<T> reader) {
        this.file = file;
        this.reader = reader;
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /**
     * What stands there now.
     *
     * @throws IOException when it is not there, cannot be read, has more than a mebibyte or is not what it should be
     */
    public synchronized T content() throws IOException {
        // Before it is read: what changes meanwhile is then read again the next time.
        Version now = Version.of(file);
        T known = content;
        if (known != null && now.equals(read)) {
            return known;
        }
        T fresh = reader.read(bytes());
        content = fresh;
        read = now;
        return fresh;
    }

    private byte[] bytes() throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("has more than " + MOST_BYTES + " bytes");
            }
            return bytes;
        }
    }
}
