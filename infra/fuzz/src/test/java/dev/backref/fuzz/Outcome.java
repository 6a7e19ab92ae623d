package dev.backref.fuzz;

import dev.backref.indexer.derive.BeyondLimits;
import dev.backref.indexer.derive.Derivation;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a manifest.
 *
 * @param derivation absent where it was refused
 * @param refusal why; empty where it was not
 * @param beyondLimits whether it was refused although it may say something
 */
record Outcome(Optional<Derivation> derivation, String refusal, boolean beyondLimits) {
    /** Lets everything through that is not one of the two declared refusals: a number that cannot be parsed is none. */
    static Outcome of(Digest digest, Observation.Manifest found, int rules) {
        try {
            return new Outcome(Optional.of(Derivation.of(digest, found, rules)), "", false);
        } catch (BeyondLimits odd) {
            return new Outcome(Optional.empty(), String.valueOf(odd.getMessage()), true);
        } catch (IllegalArgumentException refused) {
            if (refused.getClass() != IllegalArgumentException.class) {
                throw refused;
            }
            return new Outcome(Optional.empty(), String.valueOf(refused.getMessage()), false);
        }
    }

    /** What clients would list is there, or it is said that it could be. */
    void missesNothingOf(PlainReading plain) {
        if (beyondLimits) {
            return;
        }
        Claim.that(
                plain.subject().isEmpty()
                        || derivation.filter(each -> tells(each, plain)).isPresent(),
                "its subject is told",
                this);
        Claim.that(
                derivation.isEmpty()
                        || !plain.isIndex()
                        || Set.copyOf(derivation.get().entries().digests()).equals(plain.entries()),
                "all that it lists is known",
                this);
    }

    private static boolean tells(Derivation derivation, PlainReading plain) {
        return derivation.assertions().stream()
                .anyMatch(each -> each.subject().digest().equals(plain.subject()));
    }
}
