package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.RelationsQuery;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where a page ended, written so that it fits into a URL and nobody is tempted to make one. */
final class Cursor {
    private static final String SEPARATOR = " ";

    /** Of a subject's digest, so that the cursor of one is not taken for that of another. */
    private static final int MARK = 8;

    private Cursor() {}

    static String write(Digest subject, LocationScan.Found edge) {
        return encode("e" + SEPARATOR + edge.firstSeen().toEpochMilli() + SEPARATOR + edge.referrer() + SEPARATOR
                + mark(subject));
    }

    static String write(Digest subject, Digest referrer) {
        return encode("r" + SEPARATOR + referrer + SEPARATOR + mark(subject));
    }

    static String write(RelationsQuery query, RelationsLookup.Place place) {
        return encode("b" + SEPARATOR + listing(query) + SEPARATOR + place.other() + SEPARATOR + place.location()
                + SEPARATOR + mark(query.subject()));
    }

    /** Which of the listings of relations it is. */
    private static String listing(RelationsQuery query) {
        return query.direction().word() + ":" + query.relation().word();
    }

    private static String mark(Digest subject) {
        return subject.encoded().substring(0, Math.min(MARK, subject.encoded().length()));
    }

    static String writeRepository(String name) {
        return encode("n" + SEPARATOR + name);
    }

    /**
     * Reads a cursor over the edges of a subject at a location.
     *
     * @throws IllegalArgumentException quoting what is no such cursor
     */
    static LocationScan.Found edge(Digest subject, String cursor) {
        String[] parts = decode(cursor, "e", 4);
        try {
            requireOf(subject, parts[3]);
            return new LocationScan.Found(Instant.ofEpochMilli(Long.parseLong(parts[1])), Digest.parse(parts[2]));
        } catch (IllegalArgumentException malformed) {
            throw notACursor(cursor, malformed);
        }
    }

    /**
     * Reads a cursor over the merged referrers of a subject.
     *
     * @throws IllegalArgumentException quoting what is no such cursor
     */
    static Digest referrer(Digest subject, String cursor) {
        String[] parts = decode(cursor, "r", 3);
        try {
            requireOf(subject, parts[2]);
            return Digest.parse(parts[1]);
        } catch (IllegalArgumentException malformed) {
            throw notACursor(cursor, malformed);
        }
    }

    /**
     * Reads a cursor over the relations of a subject.
     *
     * @throws IllegalArgumentException quoting what is no such cursor
     */
    static RelationsLookup.Place relation(RelationsQuery query, String cursor) {
        String[] parts = decode(cursor, "b", 5);
        try {
            requireOf(query.subject(), parts[4]);
            if (!parts[1].equals(listing(query))) {
                throw new IllegalArgumentException("of another relation");
            }
            return new RelationsLookup.Place(Digest.parse(parts[2]), Location.parse(parts[3]));
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

    private static void requireOf(Digest subject, String mark) {
        if (!mark.equals(mark(subject))) {
            throw new IllegalArgumentException("of another subject");
        }
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
