package dev.backref.indexer.location;

import dev.backref.indexer.contract.Form;
import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The rows of manifests, tags and assertions at locations; {@code L} is registry and repository.
 *
 * <pre>
 * M  L digest                           what is known of a manifest
 * T  L tag                              where a tag points
 * TR L digest tag                       who points at a manifest
 * A  L source subject referrer form     assertions by the source that makes them
 * R  L referrer subject source form     the same by referrer
 * S  L subject referrer source form     the same by subject
 * SC L subject                          how many of these there are
 * </pre>
 */
final class LocationRows {
    private static final byte[] PRESENT = {1};

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

    void put(Location location, Digest digest, ManifestRow row) {
        store.put(manifestKey(location, digest).bytes(), Json.write(row));
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
        store.put(tagOf(location, digest, tag).bytes(), PRESENT);
    }

    void forgetTag(Location location, String tag) {
        tag(location, tag).ifPresent(old -> {
            store.delete(tagKey(location, tag).bytes());
            store.delete(tagOf(location, old, tag).bytes());
        });
    }

    /** What a source claims. */
    Set<Assertion> assertionsOf(Location location, Digest source) {
        RowKey prefix = at("A", location).text(source.toString());
        Set<Assertion> found = new HashSet<>();
        table.each(prefix, (key, value) -> {
            RowKey.Reader rest = key.behind(prefix);
            return found.add(
                    new Assertion(Digest.parse(rest.text()), Digest.parse(rest.text()), Form.parse(rest.text())));
        });
        return found;
    }

    /** Adds claims that the source did not make before. */
    void assertBy(Location location, Digest source, Collection<Assertion> assertions) {
        assertions.forEach(each -> {
            keys(location, source, each).forEach(key -> store.put(key.bytes(), PRESENT));
            count(location, each.subject(), 1);
        });
    }

    /** Takes claims away that the source made. */
    void withdrawBy(Location location, Digest source, Collection<Assertion> assertions) {
        assertions.forEach(each -> {
            keys(location, source, each).forEach(key -> store.delete(key.bytes()));
            count(location, each.subject(), -1);
        });
    }

    /** The subjects to which any source says that this referrer belongs. */
    Set<Digest> subjectsOf(Location location, Digest referrer) {
        RowKey prefix = at("R", location).text(referrer.toString());
        Set<Digest> found = new HashSet<>();
        table.each(prefix, (key, value) -> {
            found.add(Digest.parse(key.behind(prefix).text()));
            return true;
        });
        return found;
    }

    /** The forms by which any source says that a referrer belongs to a subject. */
    Set<Form> formsOf(Location location, Digest subject, Digest referrer) {
        RowKey prefix = at("R", location).text(referrer.toString()).text(subject.toString());
        Set<Form> found = EnumSet.noneOf(Form.class);
        table.each(prefix, (key, value) -> {
            RowKey.Reader rest = key.behind(prefix);
            rest.text();
            found.add(Form.parse(rest.text()));
            return true;
        });
        return found;
    }

    /**
     * Whether anything says that something refers to this digest. Counted, because to look for a first row would walk over
     * all the rows just deleted while a repository goes.
     */
    boolean isNamedAsSubject(Location location, Digest digest) {
        return named(location, digest) > 0;
    }

    private long named(Location location, Digest subject) {
        return table.get(namedKey(location, subject))
                .map(count -> ByteBuffer.wrap(count).getLong())
                .orElse(0L);
    }

    private void count(Location location, Digest subject, int more) {
        Bytes key = namedKey(location, subject).bytes();
        long now = named(location, subject) + more;
        if (now == 0) {
            store.delete(key);
        } else {
            store.put(key, ByteBuffer.allocate(Long.BYTES).putLong(now).array());
        }
    }

    private static RowKey namedKey(Location location, Digest subject) {
        return at("SC", location).text(subject.toString());
    }

    private static List<RowKey> keys(Location location, Digest source, Assertion assertion) {
        String subject = assertion.subject().toString();
        String referrer = assertion.referrer().toString();
        String form = assertion.form().word();
        return List.of(
                at("A", location)
                        .text(source.toString())
                        .text(subject)
                        .text(referrer)
                        .text(form),
                at("R", location)
                        .text(referrer)
                        .text(subject)
                        .text(source.toString())
                        .text(form),
                at("S", location)
                        .text(subject)
                        .text(referrer)
                        .text(source.toString())
                        .text(form));
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
