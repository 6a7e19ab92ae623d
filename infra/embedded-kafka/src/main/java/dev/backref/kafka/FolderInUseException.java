package dev.backref.kafka;

import java.nio.file.Path;

/** Another broker runs on the same data. */
public final class FolderInUseException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    FolderInUseException(Path data) {
        super("another process is running on the data in " + data);
    }
}
