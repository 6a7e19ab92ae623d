package dev.backref.ingest.sweep;

import java.io.IOException;

/** What is there is no storage that can be walked; the message says why, with the path. */
final class BadStorage extends IOException {
    private static final long serialVersionUID = 1L;

    BadStorage(String message) {
        super(message);
    }
}
