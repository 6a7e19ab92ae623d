package dev.backref.ingest.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How a program ended.
 *
 * @param output what it wrote, all of it
 * @param errors what it wrote to its error output, the beginning of it
 */
record ProgramRun(int status, String output, String errors) {
    private static final int MOST_OUTPUT = 64 * 1024;
    private static final int MOST_ERRORS = 4 * 1024;
    private static final int AT_ONCE = 128 * 1024;
    private static final long PAUSE_MILLIS = 10;

    /**
     * Runs a program to its end, or to the end of its time. Blocks.
     *
     * @param input that it is given
     * @throws IOException in words that may be shown, when it cannot be run, takes longer or writes more than it may; it has
     *     been killed then, with what it had started
     */
    static ProgramRun of(Path program, String argument, String input, Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        Process process = start(program, argument);
        try {
            give(process, input);
            Pipe output = new Pipe(process.getInputStream(), MOST_OUTPUT);
            Pipe errors = new Pipe(process.getErrorStream(), MOST_ERRORS);
            // Never a read that waits: what the program started can hold the pipes open long after its own end.
            while (!process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                errors.take();
                refuseMore(output);
                if (System.nanoTime() - end > 0) {
                    throw new IOException("took longer than " + time.toMillis() + " ms");
                }
            }
            errors.take();
            refuseMore(output);
            return new ProgramRun(process.exitValue(), output.text(), errors.text());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("was no longer waited for");
        } finally {
            kill(process);
        }
    }

    private static Process start(Path program, String argument) throws IOException {
        try {
            return new ProcessBuilder(program.toString(), argument).start();
        } catch (IOException failed) {
            throw new IOException("cannot be started: " + failed.getMessage(), failed);
        }
    }

    private static void give(Process process, String input) {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notRead) {
            // A program may answer without reading what it was asked.
            return;
        }
    }

    private static void refuseMore(Pipe output) throws IOException {
        output.take();
        if (output.isMore()) {
            throw new IOException("wrote more than " + MOST_OUTPUT + " bytes");
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** What has come out of a program so far. */
    private static final class Pipe {
        private final InputStream stream;
        private final int most;
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private boolean more;

        Pipe(InputStream stream, int most) {
            this.stream = stream;
            this.most = most;
        }

        /** Takes what is there; what is beyond the limit is thrown away. */
        void take() throws IOException {
            int there = Math.min(stream.available(), AT_ONCE);
            if (there > 0) {
                byte[] piece = stream.readNBytes(there);
                int kept = Math.min(piece.length, most - taken.size());
                taken.write(piece, 0, kept);
                more |= kept < piece.length;
            }
        }

        boolean isMore() {
            return more;
        }

        String text() {
            return taken.toString(StandardCharsets.UTF_8);
        }
    }
}
