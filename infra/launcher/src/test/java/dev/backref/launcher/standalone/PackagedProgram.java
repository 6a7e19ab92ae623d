package dev.backref.launcher.standalone;

import dev.backref.launcher.Backref;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to start the program as it is packaged, with an archive of its classes: tests start it dozens of times, and each time
 * to read some ten thousand classes anew takes longer than what is tested.
 */
final class PackagedProgram {
    private static final Path TARGET = Path.of(System.getProperty("basedir", ""), "target");

    /** From here on Java warns where native access is not allowed on the command line. */
    private static final int WARNS = 24;

    private static List<String> command = List.of();

    private PackagedProgram() {}

    /** The command that starts it as {@code ./backref} does; the program's arguments follow. */
    static synchronized List<String> command() throws IOException {
        if (command.isEmpty()) {
            List<Path> jars = jars();
            command = archive(jars)
                    // Where native access is allowed Java can use less of an archive, and complains of that on stdout.
                    .map(archive -> command(jars, "-XX:SharedArchiveFile=" + archive, "-Xlog:disable"))
                    .orElseGet(() -> command(jars));
        }
        return command;
    }

    private static List<String> command(List<Path> jars, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        if (Runtime.version().feature() >= WARNS) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", classPath, Backref.class.getName()));
        return List.copyOf(command);
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> own = Files.list(TARGET.toAbsolutePath());
                Stream<Path> libraries = Files.list(TARGET.toAbsolutePath().resolve("lib"))) {
            return Stream.concat(
                            own.filter(file -> file.getFileName().toString().matches("backref-launcher-.*\\.jar")),
                            libraries.sorted())
                    .toList();
        }
    }

    /**
     * The archive of just these jars. Tests run in several processes: the first makes it, the others wait. Absent where this
     * Java makes none.
     */
    private static Optional<Path> archive(List<Path> jars) throws IOException {
        List<String> contents = new ArrayList<>(List.of(Runtime.version().toString()));
        for (Path jar : jars) {
            contents.add(jar + " " + Files.getLastModifiedTime(jar) + " " + Files.size(jar));
        }
        Path archive = TARGET.toAbsolutePath().resolve("program-" + Integer.toHexString(contents.hashCode()) + ".jsa");
        try (FileChannel file = FileChannel.open(
                        TARGET.resolve("program.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = file.lock()) {
            if (held.isValid() && !Files.exists(archive)) {
                deleteFormer();
                make(archive, jars);
            }
        }
        return Optional.of(archive).filter(Files::exists);
    }

    private static void deleteFormer() throws IOException {
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(TARGET, "*.jsa")) {
            for (Path former : archives) {
                Files.delete(former);
            }
        }
    }

    /** Java writes it when the program ends, of what it had loaded until then. */
    private static void make(Path archive, List<Path> jars) throws IOException {
        Path folder = Files.createTempDirectory(TARGET.toAbsolutePath(), "archived");
        Path made = folder.resolve("made.jsa");
        Path config = Files.writeString(
                folder.resolve("backref.yaml"),
                "data: data\nhttp: {port: 0}\nregistries: [{name: local, url: 'http://127.0.0.1:1'}]\n");
        List<String> start = command(jars, "-XX:ArchiveClassesAtExit=" + made);
        try (Program program = new Program(folder, Map.of(), start, "standalone", "--config", config.toString())) {
            program.awaitReady();
            program.terminate();
            program.exit();
            if (Files.exists(made)) {
                Files.move(made, archive);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while the archive was made", stopped);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
