package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Descriptors as ordinary clients read them: an image index (image-spec image-index.md), put together once and given out
 * as it is, however often.
 */
public final class ImageIndex {
    /** The content type of one. */
    public static final String MEDIA_TYPE = "application/vnd.oci.image.index.v1+json";

    private static final byte[] BEFORE = ("{\"schemaVersion\":2,\"mediaType\":\"" + MEDIA_TYPE + "\",\"manifests\":[")
            .getBytes(StandardCharsets.UTF_8);
    private static final byte[] AFTER = "]}".getBytes(StandardCharsets.UTF_8);

    private final byte[] json;

    private ImageIndex(byte[] json) {
        this.json = json;
    }

    /**
     * One with these descriptors, in their order.
     *
     * @param descriptors each as JSON in UTF-8
     */
    public static ImageIndex of(List<byte[]> descriptors) {
        int size = BEFORE.length + Math.max(0, descriptors.size() - 1) + AFTER.length;
        for (byte[] descriptor : descriptors) {
            size += descriptor.length;
        }
        byte[] json = Arrays.copyOf(BEFORE, size);
        int at = BEFORE.length;
        for (byte[] descriptor : descriptors) {
            if (at > BEFORE.length) {
                json[at++] = ',';
            }
            System.arraycopy(descriptor, 0, json, at, descriptor.length);
            at += descriptor.length;
        }
        System.arraycopy(AFTER, 0, json, at, AFTER.length);
        return new ImageIndex(json);
    }

    /** One that {@link #json()} gave, perhaps in another process. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ImageIndex read(byte[] json) {
        return new ImageIndex(json);
    }

    /** In UTF-8; nobody may change it. Inside other JSON it stands in Base64: it is data there, and taken for nothing else. */
    @JsonValue
    public byte[] json() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImageIndex index && Arrays.equals(json, index.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    @Override
    public String toString() {
        return new String(json, StandardCharsets.UTF_8);
    }
}
