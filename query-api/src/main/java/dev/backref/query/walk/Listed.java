package dev.backref.query.walk;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link Listing} holds.
 *
 * @param next the index's cursor of the page behind it; absent on the last
 */
record Listed(
        List<Found> found, Optional<String> next, Position position, Completeness completeness, ServedBy servedBy) {
    Listed {
        found = List.copyOf(found);
    }

    /** About how long it is as JSON. */
    long characters() {
        return found.stream().mapToLong(Found::characters).sum();
    }

    static Listed of(SubjectAnswer answer) {
        return new Listed(
                answer.referrers().stream()
                        .map(referrer -> Found.of(answer.subject(), referrer))
                        .toList(),
                answer.next(),
                answer.position(),
                answer.completeness(),
                answer.servedBy());
    }

    static Listed of(Way way, RelationsAnswer answer) {
        return new Listed(
                answer.related().stream()
                        .map(related -> Found.of(answer.subject(), way, related))
                        .toList(),
                answer.next(),
                answer.position(),
                answer.completeness(),
                answer.servedBy());
    }
}
