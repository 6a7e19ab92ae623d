package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A manifest that refers to a subject, merged over every location and form: present, and verified by nobody here.
 *
 * @param kinds what the evidence is
 * @param evidence what its layers say
 * @param verifications the last that each verifier posted about it, in the order of their names
 * @param locations where it is, at least one, in the order of their names
 */
public record Referrer(
        Descriptor descriptor,
        Set<Kind> kinds,
        List<Evidence> evidence,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Verification> verifications,
        List<At> locations) {
    public Referrer {
        kinds = Kind.inOrder(kinds);
        evidence = List.copyOf(evidence);
        verifications = List.copyOf(verifications);
        locations = List.copyOf(locations);
    }

    /** About which no verifier posted anything. */
    public Referrer(Descriptor descriptor, Set<Kind> kinds, List<Evidence> evidence, List<At> locations) {
        this(descriptor, kinds, evidence, List.of(), locations);
    }

    /** Characters of all that whoever pushed or verified it may have chosen. */
    public long characters() {
        return descriptor.characters()
                + evidence.stream().mapToLong(Evidence::characters).sum()
                + verifications.stream().mapToLong(Verification::characters).sum();
    }

    /**
     * The referrer at one location.
     *
     * @param forms how it is or was asserted there
     * @param lapsed those of the forms that hold no longer, though nobody deleted the referrer
     * @param observed the look that last changed it there
     * @param indexed when the index learnt of it there
     */
    public record At(Location location, Set<Form> forms, Set<Form> lapsed, Instant observed, Instant indexed) {
        public At {
            forms = Form.inOrder(forms);
            lapsed = Form.inOrder(lapsed);
        }
    }
}
