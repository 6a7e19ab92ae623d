package dev.backref.indexer.location;

import dev.backref.indexer.derive.SubjectName;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The rows of manifests and tags at locations; {@code L} is registry and repository.
 *
 * <pre>
 * M  L digest         what is known of a manifest
 * T  L tag            where a tag points
 * TR L digest tag     who points at a manifest, or did when nobody had looked at it yet
 * </pre>
 */
final class LocationRows {
    private static final byte[] POINTS = {1};
    private static final byte[] POINTED = {2};

    /** Digests with the same beginning: one can be there, and others be named by whoever likes to. */
    private static final int MOST_OF_A_BEGINNING = 100;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;

    LocationRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.table = new Table(store);
    }

    /** The prefix of a table's rows of a location. */
    static RowKey at(String table, Location location) {
        return RowKey.of(table).text(location.toString());
    }

    Optional<ManifestRow> manifest(Location location, Digest digest) {
        return table.get(manifestKey(location, digest)).map(row -> Json.read(row, ManifestRow.class));
    }

    Optional<ManifestRow.Content> content(Location location, Digest digest) {
        return manifest(location, digest).flatMap(ManifestRow::content);
    }

    /** Whether it is there, and lists referrers where a referrers tag points to it. */
    boolean isImageIndex(Location location, Digest digest) {
        return content(location, digest)
                .filter(ManifestRow.Content::isImageIndex)
                .isPresent();
    }

    /** Whether somebody looked for it, and it was not there. */
    boolean isGone(Location location, Digest digest) {
        return manifest(location, digest).filter(row -> row.content().isEmpty()).isPresent();
    }

    /** Whether it is there, and was taken in by rules that know what is to be known of it. */
    boolean isKnown(Location location, Digest digest, int since) {
        return manifest(location, digest)
                .filter(row -> row.content().isPresent() && row.rules() >= since)
                .isPresent();
    }

    /** The manifests that are there or remembered, and that this can be the name of. */
    List<Digest> fitting(Location location, SubjectName name) {
        RowKey prefix = at("M", location);
        List<Digest> found = new ArrayList<>();
        table.eachAfter(prefix, prefix.text(name.toString()), (key, value) -> {
            Digest digest = Digest.parse(key.behind(prefix).text());
            return name.fits(digest) && found.add(digest) && found.size() < MOST_OF_A_BEGINNING;
        });
        return found;
    }

    void put(Location location, Digest digest, ManifestRow row) {
        store.put(manifestKey(location, digest).bytes(), Json.write(row));
    }

    /** Keeps of a manifest that is known that it was there then, without anybody having looked at it; false where it is not known. */
    boolean seen(Location location, Digest digest, Instant at) {
        Optional<ManifestRow> known =
                manifest(location, digest).filter(row -> row.content().isPresent());
        known.filter(row -> row.looked() < at.toEpochMilli()).ifPresent(row -> put(location, digest, row.seen(at)));
        return known.isPresent();
    }

    void forget(Location location, Digest digest) {
        store.delete(manifestKey(location, digest).bytes());
    }

    Optional<Digest> tag(Location location, String tag) {
        return table.get(tagKey(location, tag)).map(row -> Digest.parse(new String(row, StandardCharsets.UTF_8)));
    }

    void pointTag(Location location, String tag, Digest digest) {
        forgetTag(location, tag);
        store.put(tagKey(location, tag).bytes(), digest.toString().getBytes(StandardCharsets.UTF_8));
        store.put(tagOf(location, digest, tag).bytes(), POINTS);
    }

    void forgetTag(Location location, String tag) {
        tag(location, tag).ifPresent(old -> {
            store.delete(tagKey(location, tag).bytes());
            store.delete(tagOf(location, old, tag).bytes());
        });
    }

    /** Keeps in mind that a tag pointed there, until somebody has looked at the manifest. */
    void keepPointer(Location location, String tag, Digest digest) {
        store.put(tagOf(location, digest, tag).bytes(), POINTED);
    }

    /** A tag that pointed to a manifest points there no longer, and need not be kept in mind. */
    void forgetPointer(Location location, String tag, Digest digest) {
        store.delete(tagOf(location, digest, tag).bytes());
    }

    /**
     * The tags that point to a manifest or are kept in mind, from behind one on, until the visitor has enough; it is told
     * whether a tag points there now.
     */
    void eachTagOf(Location location, Digest digest, String after, BiPredicate<String, Boolean> visitor) {
        RowKey prefix = at("TR", location).text(digest.toString());
        table.eachBehind(
                prefix,
                prefix.text(after),
                (key, value) -> visitor.test(key.behind(prefix).text(), value[0] == POINTS[0]));
    }

    /** The tags behind one, in their order, with where they point, until the visitor has enough. */
    void eachTag(Location location, String after, BiPredicate<String, Digest> visitor) {
        RowKey prefix = at("T", location);
        Table.Visitor reader = (key, value) ->
                visitor.test(key.behind(prefix).text(), Digest.parse(new String(value, StandardCharsets.UTF_8)));
        eachFrom(prefix, after, reader);
    }

    /** The manifests behind one that are there, in the order of their digests, until the visitor has enough. */
    void eachPresent(Location location, String after, Predicate<Digest> visitor) {
        eachManifest(location, after, (digest, row) -> row.content().isEmpty() || visitor.test(digest));
    }

    /** The same with those that are remembered as gone. */
    void eachManifest(Location location, String after, BiPredicate<Digest, ManifestRow> visitor) {
        RowKey prefix = at("M", location);
        eachFrom(
                prefix,
                after,
                (key, value) ->
                        visitor.test(Digest.parse(key.behind(prefix).text()), Json.read(value, ManifestRow.class)));
    }

    /** Whether a tag points to a manifest. */
    boolean isTagged(Location location, Digest digest) {
        boolean[] points = {false};
        eachTagOf(location, digest, "", (tag, now) -> {
            points[0] = now;
            return !now;
        });
        return points[0];
    }

    private void eachFrom(RowKey prefix, String after, Table.Visitor visitor) {
        if (after.isEmpty()) {
            table.each(prefix, visitor);
        } else {
            table.eachAfter(prefix, prefix.text(after), visitor);
        }
    }

    private static RowKey manifestKey(Location location, Digest digest) {
        return at("M", location).text(digest.toString());
    }

    private static RowKey tagKey(Location location, String tag) {
        return at("T", location).text(tag);
    }

    private static RowKey tagOf(Location location, Digest digest, String tag) {
        return at("TR", location).text(digest.toString()).text(tag);
    }
}
