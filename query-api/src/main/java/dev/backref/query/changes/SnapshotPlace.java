package dev.backref.query.changes;

import dev.backref.indexer.contract.EdgesAnswer;
import dev.backref.indexer.contract.Position;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a reader of a snapshot is, and all that it needs to go on in any process. Its text is opaque, and ends with a
 * checksum.
 *
 * @param cursor of the feed, as it stood before the first page was read: behind it is all that came while it is read
 * @param shown the offset in {@code subject-facts} of the last change before the cursor, of each partition; no page may be
 *     older. {@link LastShown#NONE} where there was none
 * @param filter the {@link FeedFilter#mark()} of what is read
 * @param partition of subjects that is being read
 * @param after the edge of it that was told last; absent before the first
 */
record SnapshotPlace(
        FeedCursor cursor, List<Long> shown, String filter, int partition, Optional<EdgesAnswer.Place> after) {
    private static final int RADIX = 36;
    private static final int LONGEST = 30_000;
    private static final String SEPARATOR = " ";

    /** An offset that a {@link Position} does not hold. */
    private static final long BEYOND = 1_000_000_000_000_000_000L;

    private static final int PARTS = 4;
    private static final int PARTS_WITH_EDGE = 7;

    SnapshotPlace {
        shown = List.copyOf(shown);
        if (shown.size() != cursor.next().size() || partition < 0 || partition >= shown.size()) {
            throw new IllegalArgumentException("not a place of " + cursor + ": " + partition + " of " + shown);
        }
        if (shown.stream().anyMatch(offset -> offset < LastShown.NONE || offset >= BEYOND)) {
            throw new IllegalArgumentException("offsets that none can have: " + shown);
        }
    }

    /** Before the first edge of a partition. */
    static SnapshotPlace first(FeedCursor cursor, long[] shown, String filter, int partition) {
        List<Long> positions = Arrays.stream(shown).boxed().toList();
        return new SnapshotPlace(cursor, positions, filter, partition, Optional.empty());
    }

    /** The same behind an edge of the partition. */
    SnapshotPlace behind(EdgesAnswer.Place edge) {
        return new SnapshotPlace(cursor, shown, filter, partition, Optional.of(edge));
    }

    /** The same before the first edge of another partition, which there must be. */
    SnapshotPlace before(int other) {
        return new SnapshotPlace(cursor, shown, filter, other, Optional.empty());
    }

    /** What a page of the partition must not be older than. */
    Optional<Position> atLeast() {
        return Optional.of(shown.get(partition))
                .filter(offset -> offset != LastShown.NONE)
                .map(offset -> new Position(Position.GENERATION, partition, offset, Instant.EPOCH));
    }

    /**
     * Reads a place.
     *
     * @throws IllegalArgumentException quoting what is none, or was changed
     */
    static SnapshotPlace parse(String text) {
        int tilde = text.indexOf('~');
        if (tilde < 0
                || text.length() > LONGEST
                || !FeedCursor.checksum(text.substring(0, tilde)).equals(text.substring(tilde + 1))) {
            throw new IllegalArgumentException("not a place in a snapshot: \"" + text + "\"");
        }
        try {
            byte[] plain = Base64.getUrlDecoder().decode(text.substring(0, tilde));
            return read(new String(plain, StandardCharsets.UTF_8).split(SEPARATOR, -1));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("not a place in a snapshot: \"" + text + "\"", malformed);
        }
    }

    private static SnapshotPlace read(String[] parts) {
        if (parts.length != PARTS && parts.length != PARTS_WITH_EDGE) {
            throw new IllegalArgumentException(parts.length + " parts");
        }
        return new SnapshotPlace(
                FeedCursor.parse(parts[0]),
                Arrays.stream(parts[1].split("\\.", -1))
                        .map(offset -> Long.parseLong(offset, RADIX))
                        .toList(),
                parts[2],
                Integer.parseInt(parts[3]),
                parts.length == PARTS
                        ? Optional.empty()
                        : Optional.of(new EdgesAnswer.Place(
                                Digest.parse(parts[4]), Digest.parse(parts[5]), Location.parse(parts[6]))));
    }

    @Override
    public String toString() {
        String offsets =
                shown.stream().map(offset -> Long.toString(offset, RADIX)).collect(Collectors.joining("."));
        String edge = after.map(
                        each -> SEPARATOR + each.subject() + SEPARATOR + each.referrer() + SEPARATOR + each.location())
                .orElse("");
        String plain = String.join(SEPARATOR, cursor.toString(), offsets, filter, Integer.toString(partition)) + edge;
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        return text + "~" + FeedCursor.checksum(text);
    }
}
