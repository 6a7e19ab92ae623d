package dev.backref.fuzz;

import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Payload;
import dev.backref.ingest.payload.BlobsWithClaims;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The blobs of a manifest that the resolver would read, and what they could say. */
final class BlobsToRead {
    private static final List<Payload> SAID = List.of(
            payload("https://slsa.dev/provenance/v1", 1, Optional.empty()),
            payload("\u0001".repeat(Payload.LONGEST_PREDICATE_TYPE), Payload.MOST_SUBJECTS, Optional.empty()),
            payload("x", 0, Optional.of(Payload.MESSAGE_SIGNATURE)));

    private BlobsToRead() {}

    static List<Payload> payloads(byte[] manifest, Choice choice) {
        Payload said = choice.of(2, SAID);
        return blobs(manifest).stream()
                .map(blob -> new Payload(blob, said.predicateType(), said.subjects(), said.created(), said.content()))
                .toList();
    }

    private static List<Digest> blobs(byte[] manifest) {
        List<Digest> blobs = BlobsWithClaims.of(manifest);
        Claim.that(blobs.equals(BlobsWithClaims.of(manifest)), "the same blobs are to be read twice", blobs);
        Claim.that(blobs.size() <= Payload.MOST, "few blobs are to be read", blobs);
        Claim.that(new HashSet<>(blobs).size() == blobs.size(), "each blob is to be read once", blobs);
        Claim.that(blobs.stream().allMatch(Digest::computable), "each blob can be verified", blobs);
        return blobs;
    }

    private static Payload payload(String predicateType, int subjects, Optional<String> content) {
        return new Payload(
                Digest.sha256(new byte[0]),
                Optional.of(predicateType),
                IntStream.range(0, subjects)
                        .mapToObj(each -> Digest.of("x" + each, "y".repeat(200)))
                        .toList(),
                Optional.of(new Created(Instant.EPOCH, "predicate.timestamp")),
                content);
    }
}
