package dev.backref.indexer;

import dev.backref.indexer.contract.Change;
import dev.backref.indexer.contract.Relation;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Registries, and an index that listens to them. It has the registries {@link #FRESH} and {@link #MIRROR}, which were
 * empty when the index began to listen, {@link #QUIET}, which was so too and has not reported anything, and
 * {@link #LEGACY}, of which nobody knows what it held. What is read reflects all that was done before.
 */
public interface Backend extends AutoCloseable {
    String FRESH = "fresh";
    String MIRROR = "mirror";
    String QUIET = "quiet";
    String LEGACY = "legacy";

    /** Pushes a manifest by its digest; the registry reports it, each time. */
    void push(Location at, SampleManifest manifest);

    /** Pushes a manifest that the registry reports and then gives to nobody, until it is pushed again. */
    void pushUnreadable(Location at, SampleManifest manifest);

    /** Pushes a manifest for which the registry then gives other bytes than its digest says, until it is pushed again. */
    void pushCorrupt(Location at, SampleManifest manifest);

    /** Points a tag at a manifest that is pushed with it; the registry reports both. */
    void tag(Location at, String tag, SampleManifest manifest);

    /** Deletes a tag alone; the registry reports it. */
    void untag(Location at, String tag);

    /** Deletes a manifest; the registry reports it. */
    void delete(Location at, Digest manifest);

    /** The registry reports that a manifest was deleted, whether or not it is there: reports come late and twice. */
    void reportDeleted(Location at, Digest manifest);

    /** The registry deletes a manifest with another one, and tells nobody. */
    void lose(Location at, Digest manifest);

    /**
     * The referrers at a location, all pages of them.
     *
     * @param types any of these; empty for all
     * @param pageBytes of the descriptors of a page; what cannot choose takes the 4 MB of the specification
     * @return absent where the index does not know what the registry held before
     */
    Optional<List<List<Descriptor>>> referrers(Location at, Digest subject, Set<String> types, int pageBytes);

    /** A rejected source because of which the referrers at a location are not answered; absent where they are. */
    Optional<Source> withheldFor(Location at);

    /** One page of the merged answer; each with the cursor of the one before. */
    SubjectAnswer subject(Digest subject, SubjectQuery.Filter filter, Optional<String> after, int limit);

    /** One page of what a manifest is related to, likewise. */
    RelationsAnswer relations(
            Digest subject, Relation relation, Relation.Direction direction, Optional<String> after, int limit);

    /** The changes of a subject, from the first on. */
    List<Change> changes(Digest subject);

    /** How often the index had this manifest looked at of its own accord, because something names it. */
    long asked(Location at, Digest manifest);

    @Override
    void close();
}
