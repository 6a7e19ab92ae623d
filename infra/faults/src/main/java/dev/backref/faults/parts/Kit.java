package dev.backref.faults.parts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the programs are that nobody here wrote: as {@code infra/ci/setup-kit.sh} lays them out in {@code KIT}. */
public final class Kit {
    private Kit() {}

    /** The path of one of the kit's programs. */
    public static String program(String name) {
        Path kit = Path.of(Optional.ofNullable(System.getenv("KIT")).orElse("/opt/kit"));
        Path program = kit.resolve("bin").resolve(name);
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(
                    program + " is missing: run infra/ci/setup-kit.sh, and set KIT to its folder");
        }
        return program.toString();
    }
}
