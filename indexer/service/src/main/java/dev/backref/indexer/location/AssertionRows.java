package dev.backref.indexer.location;

import dev.backref.indexer.contract.Form;
import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.SubjectName;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The rows of assertions at locations; {@code L} is registry and repository, a source is a manifest's digest or, behind a
 * colon, a tag.
 *
 * <pre>
 * A  L source subject referrer form     assertions by the source that makes them; their {@link Standing}
 * R  L referrer subject source form     the same by referrer
 * S  L subject referrer source form     the same by subject
 * SC L subject                          how many of these there are
 * RC L referrer                         how many of these are made by tags
 * </pre>
 */
final class AssertionRows {
    private static final String TAG = ":";

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;

    AssertionRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.table = new Table(store);
    }

    /** An assertion as one of its rows holds it, with who makes it. */
    record Made(Source source, Assertion assertion, Standing standing) {}

    /** How an assertion stands with a source; absent where it does not make it. */
    Optional<Standing> standing(Source source, Assertion assertion) {
        return table.get(bySource(source, assertion)).map(Standing::read);
    }

    /** Makes an assertion, or lets it stand otherwise. */
    void put(Source source, Assertion assertion, Standing standing) {
        boolean made = standing(source, assertion).isPresent();
        keys(source, assertion).forEach(key -> store.put(key.bytes(), standing.toBytes()));
        if (!made) {
            count(source, assertion, 1);
        }
    }

    /** Takes away an assertion that the source makes. */
    void remove(Source source, Assertion assertion) {
        keys(source, assertion).forEach(key -> store.delete(key.bytes()));
        count(source, assertion, -1);
    }

    /** What a manifest claims of itself. */
    Set<Assertion> by(Source.Manifest source) {
        RowKey prefix = sourceKey(source);
        Set<Assertion> found = new HashSet<>();
        table.each(prefix, (key, value) -> found.add(assertion(key.behind(prefix))));
        return found;
    }

    /** The referrers that a tag gives this subject, in their order from behind one on, until the visitor has enough. */
    void each(Source.Tag source, SubjectName subject, String after, BiPredicate<Digest, Standing> visitor) {
        RowKey prefix = sourceKey(source).text(subject.toString());
        table.eachBehind(
                prefix,
                prefix.text(after),
                (key, value) -> visitor.test(Digest.parse(key.behind(prefix).text()), Standing.read(value)));
    }

    /** All assertions about a referrer, by subject from behind one on, until the visitor has enough. */
    void eachAbout(Location location, Digest referrer, String after, Predicate<Made> visitor) {
        RowKey prefix = LocationRows.at("R", location).text(referrer.toString());
        table.eachBehind(prefix, prefix.text(after), (key, value) -> {
            RowKey.Reader rest = key.behind(prefix);
            return visitor.test(made(location, referrer, SubjectName.parse(rest.text()), rest, value));
        });
    }

    /** The assertions that a referrer belongs to a subject. */
    List<Made> about(Location location, Digest referrer, SubjectName subject) {
        RowKey prefix = LocationRows.at("R", location).text(referrer.toString()).text(subject.toString());
        List<Made> found = new ArrayList<>();
        table.each(prefix, (key, value) -> found.add(made(location, referrer, subject, key.behind(prefix), value)));
        return found;
    }

    /** The referrers of a subject in their order from behind one on, until the visitor has enough. */
    void eachReferrer(Location location, SubjectName subject, String after, Predicate<Digest> visitor) {
        RowKey prefix = LocationRows.at("S", location).text(subject.toString());
        table.eachBehind(
                prefix,
                prefix.text(after),
                (key, value) -> visitor.test(Digest.parse(key.behind(prefix).text())));
    }

    /**
     * Whether anything says that something refers to this subject. Counted, because to look for a first row would walk over
     * all the rows just deleted while a repository goes.
     */
    boolean namesSubject(Location location, SubjectName subject) {
        return counted(subjectCount(location, subject)) > 0;
    }

    /** Whether any tag says that this is a referrer. */
    boolean tagsList(Location location, Digest referrer) {
        return counted(referrerCount(location, referrer)) > 0;
    }

    private void count(Source source, Assertion assertion, int more) {
        count(subjectCount(source.location(), assertion.subject()), more);
        if (source instanceof Source.Tag) {
            count(referrerCount(source.location(), assertion.referrer()), more);
        }
    }

    private long counted(RowKey key) {
        return table.get(key).map(count -> ByteBuffer.wrap(count).getLong()).orElse(0L);
    }

    private void count(RowKey key, int more) {
        long now = counted(key) + more;
        if (now == 0) {
            store.delete(key.bytes());
        } else {
            store.put(key.bytes(), ByteBuffer.allocate(Long.BYTES).putLong(now).array());
        }
    }

    private static Made made(
            Location location, Digest referrer, SubjectName subject, RowKey.Reader rest, byte[] value) {
        Source source = source(location, rest.text());
        return new Made(source, new Assertion(subject, referrer, Form.parse(rest.text())), Standing.read(value));
    }

    private static Assertion assertion(RowKey.Reader rest) {
        return new Assertion(SubjectName.parse(rest.text()), Digest.parse(rest.text()), Form.parse(rest.text()));
    }

    private static Source source(Location location, String name) {
        return name.startsWith(TAG)
                ? new Source.Tag(location, name.substring(TAG.length()))
                : new Source.Manifest(location, Digest.parse(name));
    }

    private static String name(Source source) {
        return source instanceof Source.Manifest manifest ? manifest.digest().toString() : source.name();
    }

    private static RowKey sourceKey(Source source) {
        return LocationRows.at("A", source.location()).text(name(source));
    }

    private static RowKey bySource(Source source, Assertion assertion) {
        return sourceKey(source)
                .text(assertion.subject().toString())
                .text(assertion.referrer().toString())
                .text(assertion.form().word());
    }

    private static List<RowKey> keys(Source source, Assertion assertion) {
        String subject = assertion.subject().toString();
        String referrer = assertion.referrer().toString();
        String form = assertion.form().word();
        Location location = source.location();
        return List.of(
                bySource(source, assertion),
                LocationRows.at("R", location)
                        .text(referrer)
                        .text(subject)
                        .text(name(source))
                        .text(form),
                LocationRows.at("S", location)
                        .text(subject)
                        .text(referrer)
                        .text(name(source))
                        .text(form));
    }

    private static RowKey subjectCount(Location location, SubjectName subject) {
        return LocationRows.at("SC", location).text(subject.toString());
    }

    private static RowKey referrerCount(Location location, Digest referrer) {
        return LocationRows.at("RC", location).text(referrer.toString());
    }
}
