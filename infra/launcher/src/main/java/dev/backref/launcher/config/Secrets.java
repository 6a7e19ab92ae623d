package dev.backref.launcher.config;

import dev.backref.ingest.registry.Secret;
import dev.backref.ingest.registry.WatchedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Secrets by where they stand: {@code env:NAME} or {@code file:PATH}. One written into the configuration is refused. */
final class Secrets {
    private static final String VARIABLE = "env:";
    private static final String FILE = "file:";

    private final Environment environment;
    private final NamedFiles files;

    Secrets(Environment environment, NamedFiles files) {
        this.environment = environment;
        this.files = files;
    }

    /** Where they are, and the other files that go with them. */
    NamedFiles files() {
        return files;
    }

    /**
     * Reads a reference, and makes sure that there is something behind it where it is needed; elsewhere the secret itself
     * complains once it is asked for.
     *
     * @throws IllegalArgumentException when it is no reference, or there is nothing
     */
    Secret parse(String reference) {
        boolean variable = reference.startsWith(VARIABLE);
        if (!variable && !reference.startsWith(FILE)) {
            throw new SecretInPlace();
        }
        // Also where it is not needed: the variable overrides nothing, whatever its name.
        Optional<String> value =
                variable ? environment.value(reference.substring(VARIABLE.length())) : Optional.empty();
        if (variable) {
            return placed(reference, () -> ofVariable(value));
        }
        Path file = files.resolve(reference.substring(FILE.length()));
        return placed(FILE + file, () -> ofFile(file));
    }

    private Secret placed(String place, Supplier<Secret> behind) {
        return new Placed(place, files.areNeeded() ? constant(behind.get()) : behind);
    }

    private static Supplier<Secret> constant(Secret secret) {
        return () -> secret;
    }

    /**
     * A secret that says where it stands.
     *
     * @param behind what is there; where nobody needs it at the start, the few commands that do may find nothing
     */
    private record Placed(String place, Supplier<Secret> behind) implements Secret {
        @Override
        public String reveal() {
            return behind.get().reveal();
        }
    }

    /** A secret that stands in the configuration; its value must not be quoted. */
    static final class SecretInPlace extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        SecretInPlace() {
            super("is a secret in place: name where it stands, as env:NAME or file:PATH");
        }
    }

    private static Secret ofVariable(Optional<String> value) {
        String secret = value.map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new IllegalArgumentException("names a variable that is not set or is blank"));
        return () -> secret;
    }

    private static Secret ofFile(Path file) {
        WatchedFile<String> secret = new WatchedFile<>(file, Secrets::text);
        try {
            if (secret.content().isEmpty()) {
                throw new IllegalArgumentException("names a file that is blank");
            }
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("names a file that cannot be read", unreadable);
        }
        return () -> {
            try {
                return secret.content();
            } catch (IOException unreadable) {
                throw new UncheckedIOException("cannot read the secret in " + file, unreadable);
            }
        };
    }

    private static String text(byte[] bytes) throws IOException {
        // Not new String: that would make something of any bytes.
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString()
                .strip();
    }
}
