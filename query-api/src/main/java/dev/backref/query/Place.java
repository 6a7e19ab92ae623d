package dev.backref.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.backref.indexer.contract.Form;
import dev.backref.indexer.contract.Referrer;
import dev.backref.indexer.contract.RelationsAnswer;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.Set;

/**
 * A place at which something holds, as it is served.
 *
 * @param forms how a referrer is or was asserted there
 * @param lapsed those of the forms that hold no longer
 */
public record Place(
        String registry,
        String repository,
        @JsonInclude(Include.NON_EMPTY) Set<Form> forms,
        @JsonInclude(Include.NON_EMPTY) Set<Form> lapsed,
        Instant observed,
        Instant indexed) {
    /** One of a referrer. */
    public static Place of(Referrer.At at) {
        Location there = at.location();
        return new Place(there.registry(), there.repository(), at.forms(), at.lapsed(), at.observed(), at.indexed());
    }

    /** One of a relation, which has no form. */
    public static Place of(RelationsAnswer.At at) {
        Location there = at.location();
        return new Place(there.registry(), there.repository(), Set.of(), Set.of(), at.observed(), at.indexed());
    }
}
