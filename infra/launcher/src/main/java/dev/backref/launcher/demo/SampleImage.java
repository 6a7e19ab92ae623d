package dev.backref.launcher.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/** An image of one layer with one script in it; no two are the same. */
record SampleImage(Blob config, Blob layer) {
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    private static final int TAR_BLOCK = 512;

    static SampleImage fresh(Instant created) {
        String script = "#!/bin/sh\necho 'Hello from build " + UUID.randomUUID() + "'\n";
        byte[] tar = tar("hello", script.getBytes(StandardCharsets.UTF_8), created);
        ObjectNode config = Json.MAPPER.createObjectNode();
        config.put("created", created.toString()).put("architecture", "amd64").put("os", "linux");
        config.putObject("config").putArray("Entrypoint").add("/bin/sh").add("/hello");
        config.putObject("rootfs")
                .put("type", "layers")
                .putArray("diff_ids")
                .add(Digest.sha256(tar).toString());
        config.putArray("history")
                .addObject()
                .put("created", created.toString())
                .put("created_by", "COPY hello /hello");
        return new SampleImage(
                Blob.json("application/vnd.oci.image.config.v1+json", config),
                Blob.of("application/vnd.oci.image.layer.v1.tar+gzip", gzip(tar)));
    }

    Blob manifest() {
        ObjectNode manifest = Json.MAPPER.createObjectNode();
        manifest.put("schemaVersion", 2).put("mediaType", MANIFEST);
        manifest.set("config", config.descriptor());
        manifest.putArray("layers").add(layer.descriptor());
        return Blob.json(MANIFEST, manifest);
    }

    /** A POSIX ustar archive of one executable file: header, content, and two empty blocks at the end. */
    private static byte[] tar(String name, byte[] content, Instant modified) {
        int padded = (content.length + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
        byte[] archive = new byte[TAR_BLOCK + padded + 2 * TAR_BLOCK];
        put(archive, 0, name);
        put(archive, 100, "0000755\0" + "0000000\0" + "0000000\0");
        put(archive, 124, String.format("%011o %011o ", content.length, modified.getEpochSecond()));
        put(archive, 148, "        0");
        put(archive, 257, "ustar\00000");
        int sum = 0;
        for (byte one : Arrays.copyOf(archive, TAR_BLOCK)) {
            sum += one;
        }
        put(archive, 148, String.format("%06o\0 ", sum));
        System.arraycopy(content, 0, archive, TAR_BLOCK, content.length);
        return archive;
    }

    private static void put(byte[] archive, int at, String field) {
        byte[] bytes = field.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, archive, at, bytes.length);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }
}
