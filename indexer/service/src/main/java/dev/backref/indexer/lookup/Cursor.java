package dev.backref.indexer.lookup;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where a page ended, written so that it fits into a URL and nobody is tempted to make one. */
final class Cursor {
    private static final String SEPARATOR = " ";

    private Cursor() {}

    static String write(LocationScan.Found edge) {
        return encode("e" + SEPARATOR + edge.firstSeen().toEpochMilli() + SEPARATOR + edge.referrer());
    }

    static String write(Digest referrer) {
        return encode("r" + SEPARATOR + referrer);
    }

    static String writeRepository(String name) {
        return encode("n" + SEPARATOR + name);
    }

    /**
     * Reads a cursor over the edges of a location.
     *
     * @throws IllegalArgumentException quoting what is no such cursor
     */
    static LocationScan.Found edge(String cursor) {
        String[] parts = decode(cursor, "e", 3);
        try {
            return new LocationScan.Found(Instant.ofEpochMilli(Long.parseLong(parts[1])), Digest.parse(parts[2]));
        } catch (IllegalArgumentException malformed) {
            throw notACursor(cursor, malformed);
        }
    }

    /**
     * Reads a cursor over merged referrers.
     *
     * @throws IllegalArgumentException quoting what is no such cursor
     */
    static Digest referrer(String cursor) {
        String[] parts = decode(cursor, "r", 2);
        try {
            return Digest.parse(parts[1]);
        } catch (IllegalArgumentException malformed) {
            throw notACursor(cursor, malformed);
        }
    }

    /**
     * Reads a cursor over the repositories of a registry.
     *
     * @throws IllegalArgumentException quoting what is no such cursor
     */
    static String repository(String cursor) {
        String name = decode(cursor, "n", 2)[1];
        if (!Location.isRepositoryName(name)) {
            throw notACursor(cursor, null);
        }
        return name;
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String[] decode(String cursor, String kind, int parts) {
        String[] read;
        try {
            read = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(SEPARATOR, -1);
        } catch (IllegalArgumentException malformed) {
            throw notACursor(cursor, malformed);
        }
        if (read.length != parts || !read[0].equals(kind)) {
            throw notACursor(cursor, null);
        }
        return read;
    }

    private static IllegalArgumentException notACursor(String cursor, @Nullable Throwable why) {
        return new IllegalArgumentException("not a cursor of this listing: \"" + cursor + "\"", why);
    }
}
