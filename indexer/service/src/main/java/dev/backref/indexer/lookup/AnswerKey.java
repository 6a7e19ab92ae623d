package dev.backref.indexer.lookup;

import dev.backref.indexer.contract.ContentFilter;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.LocationQuery;
import dev.backref.indexer.contract.SubjectQuery;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was asked, without who asked and how long they wait. It is one text, because each part of a key would be another
 * piece of memory to be fetched, and that is most of what a remembered answer costs. No two questions have the same: texts
 * that a caller may choose stand behind their length.
 */
final class AnswerKey {
    private static final int USUAL = 200;

    private final StringBuilder text = new StringBuilder(USUAL);

    private AnswerKey() {}

    static String of(LocationQuery query) {
        return new AnswerKey()
                .with("at " + query.location())
                .with(query.subject().toString())
                .with(query.artifactTypes())
                .with(query.after())
                .number(query.maxBytes());
    }

    static String of(SubjectQuery query) {
        return new AnswerKey()
                .with("of")
                .with(query.subject().toString())
                .with(query.filter().artifactTypes())
                .with(query.filter().registries())
                .with(query.filter().repository())
                .holding(query.filter().content())
                .with(query.scope().name())
                .with(query.after())
                .number(query.limit());
    }

    private AnswerKey with(String part) {
        text.append(part.length()).append(':').append(part);
        return this;
    }

    private AnswerKey with(Optional<String> part) {
        return part.map(this::with).orElseGet(() -> {
            text.append('-');
            return this;
        });
    }

    private AnswerKey with(Set<String> parts) {
        text.append(parts.size()).append('*');
        parts.forEach(this::with);
        return this;
    }

    private AnswerKey holding(ContentFilter content) {
        Set<String> kinds =
                content.kinds().stream().map(Kind::word).collect(Collectors.toCollection(LinkedHashSet::new));
        with(kinds);
        with(content.predicateTypes()).with(content.annotations().keySet());
        content.annotations().values().forEach(this::with);
        return with(content.since().map(Instant::toString));
    }

    private String number(int last) {
        return text.append(last).toString();
    }
}
