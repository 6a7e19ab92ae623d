package dev.backref.query.oci;

import dev.backref.indexer.contract.Completeness;
import dev.backref.indexer.contract.Position;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.ServedBy;
import dev.backref.indexer.contract.SubjectAnswer;
import dev.backref.indexer.contract.SubjectQuery;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the index answers about referrers that are at several locations. */
final class MergedAnswers {
    static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    static final Digest SUBJECT = Digest.parse("sha256:" + "a".repeat(64));
    static final String PATH = "/v2/all/team/app/referrers/" + SUBJECT;
    static final Location LOCAL = new Location("local", "team/app");

    private MergedAnswers() {}

    /** A page of the index, whose cursors are numbers. */
    static SubjectAnswer page(List<Referrer> all, SubjectQuery query) {
        int from = query.after().map(Integer::parseInt).orElse(0);
        int end = Math.min(all.size(), from + query.limit());
        Optional<String> next = end < all.size() ? Optional.of(Integer.toString(end)) : Optional.empty();
        return answer(next, all.subList(from, end).toArray(Referrer[]::new));
    }

    static SubjectAnswer answer(Optional<String> next, Referrer... referrers) {
        return new SubjectAnswer(SUBJECT, position(9), ServedBy.ACTIVE, completeness(), List.of(referrers), next);
    }

    static Completeness completeness() {
        return Completeness.of("*/team/app", List.of());
    }

    static Referrer referrer(int number) {
        return referrer(descriptor(digest(number), Map.of()));
    }

    static Referrer referrer(Descriptor descriptor) {
        Referrer.At at = new Referrer.At(LOCAL, Set.of(), Set.of(), NOW, NOW);
        return new Referrer(descriptor, Set.of(), List.of(), List.of(at));
    }

    static Descriptor descriptor(Digest digest, Map<String, String> annotations) {
        return new Descriptor("m", digest, 1, Optional.empty(), annotations);
    }

    static Digest digest(int number) {
        return Digest.parse("sha256:" + Integer.toString(number).repeat(64));
    }

    static String json(int number) {
        return "{\"mediaType\":\"m\",\"digest\":\"" + digest(number) + "\",\"size\":1}";
    }

    static Position position(long offset) {
        return new Position(1, 0, offset, NOW);
    }
}
