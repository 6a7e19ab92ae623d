package dev.backref.query.graph;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.backref.indexer.contract.Age;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.Verification;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.query.Place;
import dev.backref.query.walk.Found;
import dev.backref.query.walk.Told;
import dev.backref.query.walk.Way;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An edge of the graph, as it is served.
 *
 * @param subject the manifest that the graph came from
 * @param way what the other is to it
 * @param digest of the other
 * @param ends why the graph is not followed from there; absent where it is
 * @param claim what is known of it as evidence; absent for relations, which are none
 * @param locations where the one is that names the other, at least one
 */
@JsonPropertyOrder({"subject", "way", "digest", "ends", "claim", "locations"})
record Edge(
        Digest subject,
        Way way,
        Digest digest,
        Optional<Told.Ends> ends,
        @JsonUnwrapped Claim claim,
        @JsonInclude(Include.NON_EMPTY) List<Place> locations) {
    /**
     * What is known of a referrer. Its annotations and layers, and what was posted about it, are in the answer about its subject.
     *
     * @param verification whether somebody posted something about it: a graph is no verdict
     * @param subjectMismatch whether a payload of it says that it is about another digest than the subject
     */
    @JsonPropertyOrder({"mediaType", "size", "artifactType", "kinds", "verification", "created", "subjectMismatch"})
    record Claim(
            Optional<String> mediaType,
            Optional<Long> size,
            Optional<String> artifactType,
            @JsonInclude(Include.NON_EMPTY) Set<Kind> kinds,
            Optional<String> verification,
            Optional<Created> created,
            @JsonInclude(Include.NON_DEFAULT) boolean subjectMismatch) {
        /** Of what is no evidence. */
        private static final Claim NONE = new Claim(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                false);

        private static Claim of(Digest subject, Referrer referrer) {
            return new Claim(
                    Optional.of(referrer.descriptor().mediaType()),
                    Optional.of(referrer.descriptor().size()),
                    referrer.descriptor().artifactType(),
                    referrer.kinds(),
                    Optional.of(Verification.word(referrer.verifications())),
                    Age.of(referrer.descriptor(), referrer.evidence()),
                    referrer.evidence().stream().anyMatch(layer -> layer.isAboutOther(subject)));
        }
    }

    static Edge of(Told told) {
        Found found = told.found();
        return new Edge(
                found.subject(),
                found.way(),
                found.digest(),
                told.ends(),
                found.referrer()
                        .map(referrer -> Claim.of(found.subject(), referrer))
                        .orElse(Claim.NONE),
                found.referrer()
                        .map(referrer -> referrer.locations().stream().map(Place::of))
                        .orElseGet(() -> found.related().stream().map(Place::of))
                        .toList());
    }
}
