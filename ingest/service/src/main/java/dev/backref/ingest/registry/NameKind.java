package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import java.util.function.Predicate;

/**
 * What a listing names.
 *
 * @param field of its JSON under which the names stand
 * @param longest characters that a name can have
 * @param grammar says whether it is one
 */
record NameKind(String field, int longest, Predicate<String> grammar) {
    static final NameKind TAG = new NameKind("tags", 128, Source.Tag::isTag);
    static final NameKind REPOSITORY = new NameKind("repositories", 255, Location::isRepositoryName);
}
