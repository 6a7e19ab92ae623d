package dev.backref.indexer.location;

import dev.backref.indexer.derive.BeyondLimits;
import dev.backref.indexer.derive.Derivation;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import java.util.Map;

/**
 * What follows from a manifest that was found, whatever it holds.
 *
 * @param whole whether that is all that it says
 * @param refusals by their reasons, what of it could not be read
 */
record Derived(Derivation derivation, boolean whole, Map<String, IllegalArgumentException> refusals) {
    Derived {
        refusals = Map.copyOf(refusals);
    }

    /** By that version of the rules. */
    static Derived of(Digest digest, Observation.Manifest found, int rules) {
        try {
            Derivation derivation = Derivation.of(digest, found, rules);
            return new Derived(derivation, true, unreadableEntries(derivation, rules));
        } catch (IllegalArgumentException undecodable) {
            return new Derived(
                    Derivation.opaque(digest, found),
                    !(undecodable instanceof BeyondLimits),
                    Map.of("undecodable-manifest", undecodable));
        }
    }

    private static Map<String, IllegalArgumentException> unreadableEntries(Derivation derivation, int rules) {
        return derivation
                .entries()
                .unreadable()
                .filter(what -> rules >= Derivation.ENTRIES_SINCE)
                .map(what -> Map.of("undecodable-index-entry", new IllegalArgumentException(what)))
                .orElse(Map.of());
    }
}
