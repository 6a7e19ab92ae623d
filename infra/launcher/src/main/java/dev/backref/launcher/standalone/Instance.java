package dev.backref.launcher.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The name of this process among all members of its groups. It is kept with the data: a process that comes back under its
 * name has its partitions at once, instead of waiting for its dead self to be given up. Two processes with one name would
 * throw each other out again and again, so the file is locked.
 */
final class Instance implements AutoCloseable {
    private static final String FILE = "instance";
    private static final int LONGEST = 1_000;

    private final FileChannel channel;
    private final String name;

    private Instance(FileChannel channel, String name) {
        this.channel = channel;
        this.name = name;
    }

    /**
     * Takes the name that is kept in a folder, or a new one.
     *
     * @throws StartupFailure when another process has it
     */
    static Instance take(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new StartupFailure("another process is running on the data in " + folder);
            }
            return new Instance(channel, name(channel));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot keep the name of this instance in " + file, failed);
        }
    }

    String name() {
        return name;
    }

    @Override
    public void close() {
        try {
            channel.close(); // The lock goes with it.
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot release the name of this instance", failed);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException inThisProcess) {
            return false;
        }
    }

    private static String name(FileChannel channel) throws IOException {
        ByteBuffer kept = ByteBuffer.allocate(LONGEST);
        channel.read(kept, 0);
        String name = StandardCharsets.UTF_8.decode(kept.flip()).toString().strip();
        if (!name.isEmpty()) {
            return name;
        }
        String fresh = UUID.randomUUID().toString();
        channel.write(StandardCharsets.UTF_8.encode(fresh + "\n"), 0);
        channel.force(true);
        return fresh;
    }
}
