package dev.backref.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a command is given to read: a file, or standard input where that is called {@code -}. */
record Input(Path file, InputStream stdin) {
    static final Path STDIN = Path.of("-");

    /**
     * All of it, or one byte more than the most, which tells that there are more.
     *
     * @throws UncheckedIOException naming it, when it cannot be read
     */
    byte[] read(int most) {
        try (InputStream bytes = isStdin() ? stdin : Files.newInputStream(file)) {
            return bytes.readNBytes(most + 1);
        } catch (FileSystemException named) {
            throw new UncheckedIOException(named);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(name(), unreadable);
        }
    }

    String name() {
        return isStdin() ? "standard input" : file.toString();
    }

    private boolean isStdin() {
        return file.equals(STDIN);
    }
}
