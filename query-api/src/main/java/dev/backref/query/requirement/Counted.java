package dev.backref.query.requirement;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.Verification;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.Place;
import dev.backref.query.requirement.NotCounted.Why;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Evidence that meets a term. Its annotations and layers are in the lookup of its subject.
 *
 * @param verification whether somebody posted something about it; Backref verifies nothing
 * @param verifications the last that verifiers posted about it, three of them, those that passed it first; where it has to be
 *     verified, of those that count
 * @param created when what is of the term's kind was made, by its own word
 * @param locations where it is, the first of them
 * @param signatures that refer to it, the first of them, where it has to be signed
 */
@JsonPropertyOrder({
    "digest",
    "artifactType",
    "kinds",
    "verification",
    "verifications",
    "created",
    "locations",
    "signatures"
})
public record Counted(
        Digest digest,
        Optional<String> artifactType,
        Set<Kind> kinds,
        String verification,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Verification> verifications,
        Optional<Created> created,
        List<Place> locations,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Digest> signatures) {
    /** Many subjects have their evidence in one answer. */
    private static final int MOST_LOCATIONS = 3;

    private static final int MOST_VERIFICATIONS = 3;

    public Counted {
        verifications = List.copyOf(verifications);
        locations = List.copyOf(locations);
        signatures = List.copyOf(signatures);
    }

    static Counted of(Referrer referrer, Optional<Created> created, List<Verification> verifications) {
        return new Counted(
                referrer.descriptor().digest(),
                referrer.descriptor().artifactType(),
                referrer.kinds(),
                Verification.word(referrer.verifications()),
                verifications.stream()
                        .sorted(Comparator.comparing(Verification::outcome))
                        .limit(MOST_VERIFICATIONS)
                        .toList(),
                created,
                referrer.locations().stream()
                        .limit(MOST_LOCATIONS)
                        .map(Place::of)
                        .toList(),
                List.of());
    }

    Counted with(List<Digest> found) {
        return new Counted(digest, artifactType, kinds, verification, verifications, created, locations, found);
    }

    NotCounted unsigned() {
        return NotCounted.of(this, Why.UNSIGNED);
    }
}
