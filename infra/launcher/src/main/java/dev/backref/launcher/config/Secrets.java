package dev.backref.launcher.config;

import dev.backref.ingest.registry.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** Secrets by where they stand: {@code env:NAME} or {@code file:PATH}. One written into the configuration is refused. */
final class Secrets {
    private static final String VARIABLE = "env:";
    private static final String FILE = "file:";

    private final Environment environment;
    private final Path folder;
    private final boolean needed;

    /**
     * Secrets that are used, or only named by a configuration of which something else is needed.
     *
     * @param folder that relative paths begin at
     */
    Secrets(Environment environment, Path folder, boolean needed) {
        this.environment = environment;
        this.folder = folder;
        this.needed = needed;
    }

    /**
     * Reads a reference, and makes sure that there is something behind it where it is needed.
     *
     * @throws IllegalArgumentException when it is no reference, or there is nothing
     */
    Secret parse(String reference) {
        boolean variable = reference.startsWith(VARIABLE);
        if (!variable && !reference.startsWith(FILE)) {
            throw new SecretInPlace();
        }
        if (!needed) {
            return () -> {
                throw new IllegalStateException("nobody needs the secret " + reference);
            };
        }
        return variable
                ? ofVariable(reference.substring(VARIABLE.length()))
                : ofFile(folder.resolve(reference.substring(FILE.length())));
    }

    /** A secret that stands in the configuration; its value must not be quoted. */
    static final class SecretInPlace extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        SecretInPlace() {
            super("is a secret in place: name where it stands, as env:NAME or file:PATH");
        }
    }

    private Secret ofVariable(String name) {
        String secret = environment
                .value(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("names a variable that is not set or is blank"));
        return () -> secret;
    }

    private static Secret ofFile(Path file) {
        FileSecret secret = new FileSecret(file);
        try {
            if (secret.reveal().isBlank()) {
                throw new IllegalArgumentException("names a file that is blank");
            }
        } catch (UncheckedIOException unreadable) {
            throw new IllegalArgumentException("names a file that cannot be read", unreadable);
        }
        return secret;
    }

    /** A secret in a file, read again when the file has changed. */
    private static final class FileSecret implements Secret {
        private final Path file;
        private @Nullable FileTime read;
        private String text = "";

        FileSecret(Path file) {
            this.file = file;
        }

        @Override
        public synchronized String reveal() {
            try {
                FileTime changed = Files.getLastModifiedTime(file);
                if (!changed.equals(read)) {
                    text = Files.readString(file).strip();
                    read = changed;
                }
                return text;
            } catch (IOException unreadable) {
                throw new UncheckedIOException("cannot read the secret in " + file, unreadable);
            }
        }
    }
}
