package dev.backref.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InWordsTest {
    @TempDir
    private Path folder;

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path absent = folder.resolve("absent");

        assertThat(words(() -> Files.readString(absent))).isEqualTo(absent + ": there is no such file");
        assertThat(words(() -> Files.createDirectories(file))).isEqualTo(file + ": is a file and no folder");
        assertThat(words(() -> Files.createDirectories(file.resolve("a/b"))))
                .isEqualTo(file + ": is a file and no folder");
        assertThat(words(() -> list(file))).isEqualTo(file + ": is a file and no folder");
        assertThat(InWords.of(new AccessDeniedException("x"))).isEqualTo("x: access is denied");
        assertThat(InWords.of(new FileSystemException("x", null, "No space left on device")))
                .isEqualTo("x: No space left on device");
    }

    @Test
    void saysWhatWasDoneAndWhyItFailed() {
        IOException why = new AccessDeniedException("x");
        assertThat(InWords.of(new UncheckedIOException("cannot keep it", why)))
                .isEqualTo("cannot keep it: x: access is denied");
        assertThat(InWords.of(new UncheckedIOException(new IOException("it broke"))))
                .isEqualTo("it broke");
        assertThat(InWords.of(new CompletionException(new IOException("it broke"))))
                .isEqualTo("it broke");
    }

    @Test
    void hasWordsWhereJavaHasOnlyTheNameOfAClass() {
        assertThat(InWords.of(new ClosedChannelException())).isEqualTo("closed channel");
        assertThat(InWords.of(new UncheckedIOException(new ClosedChannelException())))
                .isEqualTo("closed channel");
        assertThat(InWords.of(new UnknownHostException("nowhere.invalid")))
                .isEqualTo("no host is known by the name nowhere.invalid");
    }

    /** Something to be done with a file. */
    @FunctionalInterface
    private interface Work {
        Object on() throws IOException;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String words(Work work) {
        IOException failure = catchThrowableOfType(IOException.class, work::on);
        assertThat(failure).isNotNull();
        return InWords.of(failure);
    }
}
