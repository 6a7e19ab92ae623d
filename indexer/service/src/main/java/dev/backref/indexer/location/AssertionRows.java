package dev.backref.indexer.location;

import dev.backref.indexer.contract.Form;
import dev.backref.indexer.derive.Assertion;
import dev.backref.indexer.derive.SubjectName;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
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
 * The rows of assertions at locations; {@code L} is registry and repository, a source is the name of an {@link Asserter}.
 *
 * <pre>
 * A  L source subject referrer form     assertions by the source that makes them; their {@link Standing}
 * R  L referrer subject source form     the same by referrer
 * S  L subject referrer source form     the same by subject
 * SC L subject                          how many of these there are
 * RC L referrer                         how many of these are made by others than the referrer
 * </pre>
 */
final class AssertionRows {
    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;

    AssertionRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        this.table = new Table(store);
    }

    /** An assertion as one of its rows holds it, with who makes it. */
    record Made(Asserter asserter, Assertion assertion, Standing standing) {}

    /** How an assertion stands with somebody; absent where it does not make it. */
    Optional<Standing> standing(Asserter asserter, Assertion assertion) {
        return table.get(bySource(asserter, assertion)).map(Standing::read);
    }

    /** Makes an assertion, or lets it stand otherwise. */
    void put(Asserter asserter, Assertion assertion, Standing standing) {
        boolean made = standing(asserter, assertion).isPresent();
        keys(asserter, assertion).forEach(key -> store.put(key.bytes(), standing.toBytes()));
        if (!made) {
            count(asserter, assertion, 1);
        }
    }

    /** Takes away an assertion that somebody makes. */
    void remove(Asserter asserter, Assertion assertion) {
        keys(asserter, assertion).forEach(key -> store.delete(key.bytes()));
        count(asserter, assertion, -1);
    }

    /** What a manifest claims of itself. */
    Set<Assertion> ofItself(Location location, Digest manifest) {
        RowKey prefix = sourceKey(Asserter.itself(location, manifest));
        Set<Assertion> found = new HashSet<>();
        table.each(prefix, (key, value) -> found.add(assertion(key.behind(prefix))));
        return found;
    }

    /**
     * What somebody claims, in the order of the lines from behind one on, until the visitor has enough. What is no line of
     * an assertion, as those who wrote cursors before there were these lines left, begins again.
     */
    void each(Asserter asserter, String after, BiPredicate<Assertion, Standing> visitor) {
        RowKey prefix = sourceKey(asserter);
        RowKey covered = after.indexOf(' ') < 0 ? prefix.text("") : bySource(asserter, Assertion.ofLine(after));
        table.eachBehind(
                prefix, covered, (key, value) -> visitor.test(assertion(key.behind(prefix)), Standing.read(value)));
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

    /** Whether anybody else says that this is a referrer. */
    boolean othersName(Location location, Digest referrer) {
        return counted(referrerCount(location, referrer)) > 0;
    }

    private void count(Asserter asserter, Assertion assertion, int more) {
        count(subjectCount(asserter.location(), assertion.subject()), more);
        if (asserter.isOfOthers()) {
            count(referrerCount(asserter.location(), assertion.referrer()), more);
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
        Asserter asserter = new Asserter(location, rest.text());
        return new Made(asserter, new Assertion(subject, referrer, Form.parse(rest.text())), Standing.read(value));
    }

    private static Assertion assertion(RowKey.Reader rest) {
        return new Assertion(SubjectName.parse(rest.text()), Digest.parse(rest.text()), Form.parse(rest.text()));
    }

    private static RowKey sourceKey(Asserter asserter) {
        return LocationRows.at("A", asserter.location()).text(asserter.name());
    }

    private static RowKey bySource(Asserter asserter, Assertion assertion) {
        return sourceKey(asserter)
                .text(assertion.subject().toString())
                .text(assertion.referrer().toString())
                .text(assertion.form().word());
    }

    private static List<RowKey> keys(Asserter asserter, Assertion assertion) {
        String subject = assertion.subject().toString();
        String referrer = assertion.referrer().toString();
        String form = assertion.form().word();
        Location location = asserter.location();
        return List.of(
                bySource(asserter, assertion),
                LocationRows.at("R", location)
                        .text(referrer)
                        .text(subject)
                        .text(asserter.name())
                        .text(form),
                LocationRows.at("S", location)
                        .text(subject)
                        .text(referrer)
                        .text(asserter.name())
                        .text(form));
    }

    private static RowKey subjectCount(Location location, SubjectName subject) {
        return LocationRows.at("SC", location).text(subject.toString());
    }

    private static RowKey referrerCount(Location location, Digest referrer) {
        return LocationRows.at("RC", location).text(referrer.toString());
    }
}
