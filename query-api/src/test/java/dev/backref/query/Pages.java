package dev.backref.query;

import dev.backref.indexer.contract.ImageIndex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Pages as the index gives them. */
public final class Pages {
    private Pages() {}

    /** A page of these descriptors. */
    public static ImageIndex of(String... descriptors) {
        return ImageIndex.of(Arrays.stream(descriptors)
                .map(each -> each.getBytes(StandardCharsets.UTF_8))
                .toList());
    }
}
