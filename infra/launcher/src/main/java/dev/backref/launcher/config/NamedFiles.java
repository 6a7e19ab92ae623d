package dev.backref.launcher.config;

import dev.backref.ingest.registry.WatchedFile;
import dev.backref.launcher.standalone.InWords;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Files that the configuration names. That they are there, and are what they should be, is made sure of at the start,
 * except for a command that does not use them.
 */
final class NamedFiles {
    private final Path folder;
    private final boolean needed;

    /**
     * @param folder that relative paths begin at
     */
    NamedFiles(Path folder, boolean needed) {
        this.folder = folder;
        this.needed = needed;
    }

    boolean areNeeded() {
        return needed;
    }

    Path resolve(String text) {
        return folder.resolve(text);
    }

    /**
     * The file of this name, which the reader can read where that is needed.
     *
     * @throws IllegalArgumentException when it cannot
     */
    Path check(String text, WatchedFile.Reader<?> reader) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("names no file");
        }
        Path file = folder.resolve(text);
        if (needed) {
            try {
                new WatchedFile<>(file, reader).content();
            } catch (IOException unusable) {
                throw new IllegalArgumentException("cannot be used: " + InWords.of(unusable), unusable);
            }
        }
        return file;
    }
}
