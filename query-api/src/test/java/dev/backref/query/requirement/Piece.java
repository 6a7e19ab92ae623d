package dev.backref.query.requirement;

import dev.backref.indexer.contract.Evidence;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A piece of evidence with one layer, by which it is all that it is.
 *
 * @param subjects what its payload says that it is about
 */
public record Piece(String name, Kind kind, Optional<Instant> created, List<Digest> subjects, Set<Form> lapsed) {
    private static final Instant LOOKED = Instant.parse("2026-11-20T12:00:00Z");

    public static Piece of(String name, Kind kind) {
        return new Piece(name, kind, Optional.empty(), List.of(), Set.of());
    }

    public Piece made(Instant at) {
        return new Piece(name, kind, Optional.of(at), subjects, lapsed);
    }

    public Piece about(Digest subject) {
        return new Piece(name, kind, created, List.of(subject), lapsed);
    }

    public Piece lapses() {
        return new Piece(name, kind, created, subjects, Set.of(Form.REFERRERS_TAG));
    }

    public Digest digest() {
        return PlayedEvidence.digest(name);
    }

    public Referrer referrer() {
        return new Referrer(
                new Descriptor("m/m", digest(), 5, Optional.of("a/" + kind.word()), Map.of()),
                Set.of(kind),
                List.of(layer(name)),
                List.of(at("app")));
    }

    Evidence layer(String of) {
        return new Evidence(
                PlayedEvidence.digest("layer of " + of),
                "l/l",
                Optional.empty(),
                Set.of(kind),
                subjects,
                created.map(at -> new Created(at, "predicate.timestamp")));
    }

    Referrer.At at(String repository) {
        return new Referrer.At(new Location("local", repository), Set.of(Form.REFERRERS_TAG), lapsed, LOOKED, LOOKED);
    }
}
