package dev.backref.launcher.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The name of this process among all members of its groups. It is kept with the data: a process that comes back under its
 * name has its partitions at once, instead of waiting for its dead self to be given up.
 */
final class Instance {
    private static final String FILE = "instance";

    private Instance() {}

    static String of(Path data) {
        Path file = data.resolve(FILE);
        try {
            if (Files.exists(file)) {
                String name = Files.readString(file).strip();
                if (!name.isEmpty()) {
                    return name;
                }
            }
            Files.createDirectories(data);
            String name = UUID.randomUUID().toString();
            Files.writeString(file, name + "\n");
            return name;
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot keep the name of this instance in " + file, failed);
        }
    }
}
