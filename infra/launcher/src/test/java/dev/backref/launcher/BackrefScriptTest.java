package dev.backref.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script at the top of the checkout, in a checkout of its own with a java and a mvn that only say what they do. */
@DisabledOnOs(OS.WINDOWS)
class BackrefScriptTest {
    private static final List<String> TOOLS = List.of(
            "bash", "cat", "dirname", "find", "flock", "head", "mkdir", "mv", "readlink", "rm", "sed", "sleep", "tail");

    private record Run(int exit, String out, String err) {}

    @TempDir
    private Path folder;

    private Path checkout;
    private Path bin;

    @BeforeEach
    void prepare() throws IOException {
        checkout = Files.createDirectories(folder.resolve("check out"));
        bin = Files.createDirectories(folder.resolve("bin"));
        Files.copy(Path.of("../../backref"), checkout.resolve("backref"));
        executable(checkout.resolve("backref"));
        write("pom.xml", "");
        write("infra/launcher/src/main/java/Backref.java", "");
        for (String tool : TOOLS) {
            wrap(tool);
        }
        java("17.0.1");
        tool("javac", "exit 0");
        maven("3.8.7", 0);
    }

    @Test
    void buildsOnceAndNotAgainWhileNothingChanged() throws IOException {
        Run first = run(checkout);
        Run second = run(checkout);

        assertThat(first.exit()).isZero();
        assertThat(first.err()).contains("backref: built in");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws IOException {
        run(checkout);

        Files.setLastModifiedTime(
                checkout.resolve("infra/launcher/src/main/java/Backref.java"),
                FileTime.from(Instant.now().plusSeconds(5)));
        run(checkout);

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void buildsAgainWhenASourceIsGone() throws IOException {
        write("infra/launcher/src/main/java/Other.java", "");
        run(checkout);

        Files.delete(checkout.resolve("infra/launcher/src/main/java/Other.java"));
        run(checkout);

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void buildsOnceWhenCalledTwiceAtOnce() throws IOException, InterruptedException {
        Process one = start(checkout, checkout.resolve("backref"));
        Process other = start(checkout, checkout.resolve("backref"));

        assertThat(one.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(one.exitValue() + other.exitValue()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsOnceWhenCalledTwiceAtOnceWithoutFlock() throws IOException, InterruptedException {
        Files.deleteIfExists(bin.resolve("flock"));

        buildsOnceWhenCalledTwiceAtOnce();

        assertThat(checkout.resolve(".backref/build.lock.d")).doesNotExist();
    }

    @Test
    void runsInTheFolderOfTheCallerThroughSymbolicLinksWithItsArguments() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("else where")).toRealPath();
        Path inner = Files.createSymbolicLink(elsewhere.resolve("inner"), Path.of("../check out/backref"));
        Path outer = Files.createSymbolicLink(elsewhere.resolve("outer"), inner);

        Run run = run(elsewhere, outer, "demo", "two words");

        assertThat(run.out().lines())
                .contains("in " + elsewhere, "with -Xmx512m", "with dev.backref.launcher.Backref", "with two words");
        assertThat(run.out()).contains("/backref-launcher-1.jar:").contains("/infra/launcher/target/lib/*");
    }

    @Test
    void givesTheNativeAccessFlagOnlyToAJavaThatKnowsIt() throws IOException {
        String flag = "with --enable-native-access=ALL-UNNAMED";

        assertThat(run(checkout).out()).doesNotContain(flag);
        java("25");
        assertThat(run(checkout).out()).contains(flag);
    }

    @Test
    void refusesAJavaThatIsTooOld() throws IOException {
        java("1.8.0_402");

        Run run = run(checkout);

        assertThat(run.exit()).isEqualTo(69);
        assertThat(run.err()).contains("is Java 8. Backref needs a JDK 17 or newer");
    }

    @Test
    void refusesAMavenThatIsTooOldOrNotThere() throws IOException {
        maven("3.8.6", 0);
        Run old = run(checkout);
        Files.delete(bin.resolve("mvn"));
        Run none = run(checkout);

        assertThat(old.exit()).isEqualTo(69);
        assertThat(old.err()).contains("mvn is Maven 3.8.6. Maven 3.8.7 or newer is needed");
        assertThat(none.exit()).isEqualTo(69);
        assertThat(none.err()).contains("no mvn was found");
    }

    @Test
    void needsNoMavenWhenNothingIsToBuild() throws IOException {
        run(checkout);
        Files.delete(bin.resolve("mvn"));

        assertThat(run(checkout).exit()).isZero();
    }

    @Test
    void showsTheEndOfTheLogWhenTheBuildFailsAndBuildsAgainNextTime() throws IOException {
        maven("3.9.9", 1);
        Run failed = run(checkout);
        maven("3.9.9", 0);
        Run repaired = run(checkout);

        assertThat(failed.exit()).isEqualTo(70);
        assertThat(failed.err()).contains("mvn was here").contains("/.backref/build.log");
        assertThat(repaired.exit()).isZero();
    }

    private Run run(Path where) throws IOException {
        return run(where, checkout.resolve("backref"));
    }

    private Run run(Path where, Path script, String... arguments) throws IOException {
        Process process = start(where, script, arguments);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Run(process.waitFor(), out, err);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private Process start(Path where, Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "BACKREF_JAVA_OPTS"));
        builder.environment().put("PATH", bin.toString());
        return builder.start();
    }

    private long builds() throws IOException {
        try {
            return Files.readAllLines(folder.resolve("builds")).size();
        } catch (NoSuchFileException never) {
            return 0;
        }
    }

    private void java(String version) throws IOException {
        tool(
                "java",
                "if [ \"$1\" = -version ]; then echo 'openjdk version \"" + version + "\"' >&2; exit; fi\n"
                        + "echo \"in $PWD\"; printf 'with %s\\n' \"$@\"");
    }

    private void maven(String version, int exit) throws IOException {
        tool(
                "mvn",
                "if [ \"$1\" = -v ]; then echo 'Apache Maven " + version + " (x)'; exit; fi\n"
                        + "echo mvn was here; echo built >>'" + folder.resolve("builds") + "'; sleep 0.2\n"
                        + "mkdir -p infra/launcher/target/lib; : >infra/launcher/target/backref-launcher-1.jar\n"
                        + "exit " + exit);
    }

    private void tool(String name, String body) throws IOException {
        Path tool = bin.resolve(name);
        Files.writeString(tool, "#!/bin/sh\n" + body + "\n");
        executable(tool);
    }

    /** A wrapper and not a link, so that whoever removes the folder comes near no tool of the system. */
    private void wrap(String tool) throws IOException {
        for (String system : List.of("/bin", "/usr/bin")) {
            if (Files.exists(Path.of(system, tool))) {
                tool(tool, "exec " + Path.of(system, tool) + " \"$@\"");
            }
        }
    }

    private void write(String name, String content) throws IOException {
        Path file = checkout.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, content);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
