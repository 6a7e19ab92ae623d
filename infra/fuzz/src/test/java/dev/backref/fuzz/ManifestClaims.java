package dev.backref.fuzz;

import dev.backref.indexer.derive.Derivation;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Takes an input for a manifest that a registry has, and derives from it by these rules and by former ones. */
final class ManifestClaims {
    private static final String ONES = "1".repeat(64);

    /** What the registry says that it is. */
    private static final List<String> TYPES = List.of(
            PlainReading.MANIFEST,
            PlainReading.INDEX,
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.artifact.manifest.v1+json",
            "application/vnd.cncf.oras.artifact.manifest.v1+json",
            "text/html");

    /** Operators' own tables of kinds. */
    private static final List<Optional<String>> TABLES = List.of(
            Optional.empty(),
            Optional.of("{\"types\":{\"*\":[\"vex\"],\"*a*a*a*b\":[\"sbom\"],\"application/*\":[\"unknown\"]},"
                    + "\"predicateTypes\":{\"*/v1\":[\"approval\"]},"
                    + "\"annotations\":{\"org.opencontainers.image.created\":{\"*2*\":[\"review\",\"sbom\"]}}}"));

    private static final List<Integer> FORMER_RULES =
            IntStream.range(1, Observation.RULES).boxed().toList();

    private ManifestClaims() {}

    static void hold(byte[] input) {
        Digest digest = Digest.sha256(input);
        Choice choice = new Choice(digest);
        String type = choice.of(0, TYPES);
        Observation.Manifest found =
                new Observation.Manifest(input, type, BlobsToRead.payloads(input, choice), choice.of(1, TABLES));
        Optional<PlainReading> plain = PlainReading.ofWhole(input, type);
        for (int rules : List.of(choice.of(3, FORMER_RULES), Observation.RULES)) {
            Outcome outcome = Outcome.of(digest, found, rules);
            outcome.derivation().ifPresent(new DerivationClaims(digest, input.length, rules)::hold);
            plain.ifPresent(outcome::missesNothingOf);
        }
        new ExplanationClaims(digest, found).hold(choice.of(4, tags(digest)));
        WrittenClaims.hold(Derivation.opaque(digest, found));
    }

    private static List<Optional<String>> tags(Digest digest) {
        return List.of(
                Optional.empty(),
                Optional.of("latest"),
                Optional.of("sha256-" + ONES),
                Optional.of("sha256-" + digest.encoded()),
                Optional.of("sha512-" + ONES),
                Optional.of("sha256-" + ONES + ".sig"),
                Optional.of("sha256-" + digest.encoded() + ".att"));
    }
}
