package dev.backref.launcher.tour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The secret between the demo registry and Backref, made once and kept with the data. */
final class DemoSecret {
    private static final int BYTES = 24;

    private DemoSecret() {}

    static String in(Path data) {
        Path file = data.resolve("hook-secret");
        try {
            if (!Files.exists(file) || Files.readString(file).isBlank()) {
                byte[] random = new byte[BYTES];
                new SecureRandom().nextBytes(random);
                Files.createDirectories(data);
                // Aside first: a start that is killed in between would leave an empty one for ever.
                Path whole = Files.writeString(
                        data.resolve("hook-secret.new"), HexFormat.of().formatHex(random));
                Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot keep the demo's secret in " + file, failed);
        }
    }
}
