package dev.backref.indexer.contract;

import dev.backref.ingest.contract.Descriptor;
import dev.backref.ingest.contract.Location;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A manifest that refers to a subject, merged over every location and form: present, and unverified.
 *
 * @param kinds what the evidence is
 * @param evidence what its layers say
 * @param locations where it is, at least one, in the order of their names
 */
public record Referrer(Descriptor descriptor, Set<Kind> kinds, List<Evidence> evidence, List<At> locations) {
    public Referrer {
        kinds = Kind.inOrder(kinds);
        evidence = List.copyOf(evidence);
        locations = List.copyOf(locations);
    }

    /** Characters of all that whoever pushed it may have chosen. */
    public long characters() {
        return descriptor.characters()
                + evidence.stream().mapToLong(Evidence::characters).sum();
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
