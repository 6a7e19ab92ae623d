package dev.backref.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import dev.backref.launcher.standalone.InWords;
import dev.backref.launcher.standalone.StandaloneSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a configuration file. */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Reads the file, overridden by the environment, for a program that works with all of it.
     *
     * @throws ConfigProblems with everything that is wrong
     */
    public static StandaloneSettings read(Path file, Map<String, String> environment) {
        return read(file, environment, true);
    }

    /**
     * The same for a command that needs no secret, or only one of them: it must work where the others are not.
     *
     * @throws ConfigProblems with everything that is wrong
     */
    public static StandaloneSettings readWithoutSecrets(Path file, Map<String, String> environment) {
        return read(file, environment, false);
    }

    private static StandaloneSettings read(Path file, Map<String, String> variables, boolean secrets) {
        Path absolute = file.toAbsolutePath();
        Path folder = Optional.ofNullable(absolute.getParent()).orElse(absolute);
        Environment environment = new Environment(variables);
        return new Binding(
                        parse(file, variables),
                        environment,
                        folder,
                        new Secrets(environment, new NamedFiles(folder, secrets)),
                        secrets ? memoryOfThisMachine() : Long.MAX_VALUE)
                .settings();
    }

    /** Of the container, where there is one; a command that only asks may run on a smaller machine. */
    private static long memoryOfThisMachine() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    private static JsonNode parse(Path file, Map<String, String> variables) {
        try {
            return parse(file);
        } catch (ConfigProblems unreadable) {
            throw unreadable.and(LogVariables.problems(variables));
        }
    }

    private static JsonNode parse(Path file) {
        try {
            return YamlTree.read(Files.readString(file));
        } catch (YamlTree.Malformed malformed) {
            throw new ConfigProblems(List.of(file + ": not YAML: " + malformed.getMessage()));
        } catch (FileSystemException unreadable) {
            throw new ConfigProblems(List.of(InWords.of(unreadable))); // It names the file.
        } catch (IOException unreadable) {
            throw new ConfigProblems(List.of(file + ": cannot be read: " + InWords.of(unreadable)));
        }
    }
}
