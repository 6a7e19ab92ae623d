package dev.backref.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes a layer with one small file, in the ustar format. */
final class Tar {
    private static final int BLOCK = 512;

    private Tar() {}

    /** Writes the archive and gives its path back. */
    static Path of(Path archive, String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(
                header,
                100,
                "0000644\0" + "0000000\0" + "0000000\0" + "%011o\0".formatted(content.length) + "00000000000\0");
        put(header, 148, "        0");
        put(header, 257, "ustar\000" + "00");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        tar.write(header);
        tar.write(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
        tar.write(new byte[2 * BLOCK]);
        return Files.write(archive, tar.toByteArray());
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
