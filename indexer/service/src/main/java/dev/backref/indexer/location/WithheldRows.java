package dev.backref.indexer.location;

import dev.backref.indexer.derive.SubjectName;
import dev.backref.indexer.derive.TagClaim;
import dev.backref.indexer.facts.SubjectFact.RejectedSource;
import dev.backref.indexer.facts.SubjectFact.Withheld;
import dev.backref.indexer.rows.RowKey;
import dev.backref.indexer.rows.Table;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Sources that a registry itself does not give out, and whose referrers may be missing for it: the subjects by whose tag, list or
 * referrers API such a source is named. Of no other subject anything is missing that its registry would tell.
 *
 * <pre>
 * H  L source            {@link Untaken}, and for which subjects, a line each
 * HC L                   how many of these there are
 * HS L subject source    why, by subject
 * HL L manifest          the subject for which the registry's own API listed it when it was not known
 * </pre>
 */
final class WithheldRows {
    /** Of one source: beyond it, nobody can say for whom it matters. */
    private static final int MOST_SUBJECTS = 100;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Table table;
    private final LocationRows rows;
    private final AssertionRows assertions;
    private final Outbox out;

    WithheldRows(KeyValueStore<Bytes, byte[]> store, Parts parts) {
        this.store = store;
        this.table = new Table(store);
        this.rows = parts.rows();
        this.assertions = parts.assertions();
        this.out = parts.out();
    }

    /** Takes a source, and tells for whom that matters; false where nobody can say that. */
    boolean take(Source source, Untaken why, long timestamp) {
        Optional<Set<Digest>> subjects = subjects(source);
        if (subjects.isEmpty()) {
            return false;
        }
        Optional<String> before = table.get(key(source)).map(WithheldRows::text);
        store.put(key(source).bytes(), bytes(row(why, subjects.get())));
        Set<Digest> others = before.map(WithheldRows::digests).orElse(Set.of());
        if (before.map(WithheldRows::reason).equals(Optional.of(why.reason())) && others.equals(subjects.get())) {
            return true;
        }
        count(source.location(), before.isPresent() ? 0 : 1);
        subjects.get().forEach(subject -> {
            store.put(bySubject(source, subject).bytes(), bytes(why.reason()));
            tell(source.location(), subject, timestamp);
        });
        others.stream()
                .filter(subject -> !subjects.get().contains(subject))
                .forEach(subject -> leave(source, subject, timestamp));
        return true;
    }

    /** Whether it is withheld. */
    boolean has(Source source) {
        return table.get(key(source)).isPresent();
    }

    /** Tells for whom a source that was taken matters by now; false where none was, or nobody can say that. */
    boolean takeAgain(Source source, long timestamp) {
        return table.get(key(source))
                .filter(row -> take(source, Untaken.read(row), timestamp))
                .isPresent();
    }

    /** It is given out, or gone; whether it was withheld. */
    boolean release(Source source, long timestamp) {
        Optional<String> row = table.get(key(source)).map(WithheldRows::text);
        row.ifPresent(known -> {
            store.delete(key(source).bytes());
            count(source.location(), -1);
            digests(known).forEach(subject -> leave(source, subject, timestamp));
        });
        return row.isPresent();
    }

    private void leave(Source source, Digest subject, long timestamp) {
        store.delete(bySubject(source, subject).bytes());
        tell(source.location(), subject, timestamp);
    }

    private static String row(Untaken why, Set<Digest> subjects) {
        return Stream.concat(
                        Stream.of(why.toString()),
                        subjects.stream().map(Digest::toString).sorted())
                .collect(Collectors.joining("\n"));
    }

    private static Set<Digest> digests(String row) {
        return row.lines().skip(1).map(Digest::parse).collect(Collectors.toSet());
    }

    /** The registry's own API lists a manifest for a subject that nobody has looked at. */
    void listed(Location location, Digest manifest, Digest subject) {
        store.put(listKey(location, manifest).bytes(), bytes(subject.toString()));
    }

    /** Somebody has looked at a manifest. */
    void looked(Source.Manifest manifest) {
        RowKey key = listKey(manifest.location(), manifest.digest());
        if (table.get(key).isPresent()) {
            store.delete(key.bytes());
        }
    }

    long count(Location location) {
        return table.get(LocationRows.at("HC", location))
                .map(count -> ByteBuffer.wrap(count).getLong())
                .orElse(0L);
    }

    /** One of them: from this one on, or the first. */
    Optional<RejectedSource> example(Location location, Optional<RejectedSource> last) {
        RowKey all = LocationRows.at("H", location);
        return last.flatMap(
                        each -> table.firstFrom(all, key(each.source()), (key, row) -> read(location, all, key, row)))
                .or(() -> table.first(all, (key, row) -> read(location, all, key, row)));
    }

    /** For whom it matters that nobody can look at a source; absent where nobody can say. */
    private Optional<Set<Digest>> subjects(Source source) {
        if (source instanceof Source.Referrers list) {
            return Optional.of(Set.of(list.subject()));
        }
        if (source instanceof Source.Tag tag) {
            return whole(TagClaim.of(tag.tag()).map(TagClaim::subject).stream().toList());
        }
        if (!(source instanceof Source.Manifest manifest)) {
            return Optional.empty();
        }
        return rows.content(manifest.location(), manifest.digest()).isPresent()
                ? Optional.of(Set.of()) // What it holds is known, and cannot change.
                : named(manifest).flatMap(names -> whole(List.copyOf(names)));
    }

    /** The subjects for which somebody names a manifest: tags, lists under tags, other indexes, the registry's own API. */
    private Optional<Set<SubjectName>> named(Source.Manifest manifest) {
        Location location = manifest.location();
        Set<SubjectName> names = new LinkedHashSet<>();
        int[] seen = {0};
        assertions.eachAbout(location, manifest.digest(), "", made -> {
            names.add(made.assertion().subject());
            return ++seen[0] <= MOST_SUBJECTS;
        });
        rows.eachTagOf(location, manifest.digest(), "", (tag, now) -> {
            TagClaim.of(tag).map(TagClaim::subject).filter(subject -> now).ifPresent(names::add);
            return ++seen[0] <= MOST_SUBJECTS;
        });
        table.get(listKey(location, manifest.digest()))
                .map(subject -> SubjectName.of(Digest.parse(text(subject))))
                .ifPresent(names::add);
        return Optional.of(names).filter(found -> seen[0] <= MOST_SUBJECTS);
    }

    private static Optional<Set<Digest>> whole(List<SubjectName> names) {
        Set<Digest> found = new LinkedHashSet<>();
        names.forEach(name -> name.digest().ifPresent(found::add));
        return Optional.of(found)
                .filter(all -> names.stream().allMatch(name -> name.digest().isPresent()));
    }

    private void tell(Location location, Digest subject, long timestamp) {
        RowKey prefix = bySubject(location, subject);
        Optional<RejectedSource> first = table.first(prefix, (key, reason) -> read(location, prefix, key, reason));
        out.tell(new Withheld(subject, location, first), timestamp);
    }

    private static RejectedSource read(Location location, RowKey prefix, RowKey key, byte[] row) {
        return new RejectedSource(Source.parse(location + key.behind(prefix).text()), reason(text(row)));
    }

    private static String reason(String row) {
        return Untaken.read(row).reason();
    }

    private void count(Location location, long more) {
        byte[] now =
                ByteBuffer.allocate(Long.BYTES).putLong(count(location) + more).array();
        store.put(LocationRows.at("HC", location).bytes(), now);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] row) {
        return new String(row, StandardCharsets.UTF_8);
    }

    private static RowKey key(Source source) {
        return LocationRows.at("H", source.location()).text(source.name());
    }

    private static RowKey bySubject(Source source, Digest subject) {
        return bySubject(source.location(), subject).text(source.name());
    }

    private static RowKey bySubject(Location location, Digest subject) {
        return LocationRows.at("HS", location).text(subject.toString());
    }

    private static RowKey listKey(Location location, Digest manifest) {
        return LocationRows.at("HL", location).text(manifest.toString());
    }
}
