package dev.backref.launcher;

import dev.backref.launcher.config.ConfigFile;
import dev.backref.launcher.standalone.StandaloneSettings;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The configuration that a command works with. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the configuration (default: ${DEFAULT-VALUE})",
            defaultValue = "backref.yaml")
    private Path file = Path.of("backref.yaml");

    StandaloneSettings read() {
        return ConfigFile.read(file, System.getenv());
    }

    /** For a command that needs none of its secrets. */
    StandaloneSettings readWithoutSecrets() {
        return ConfigFile.readWithoutSecrets(file, System.getenv());
    }
}
