package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** How it is asserted that a referrer belongs to a subject. */
public enum Form {
    /** The {@code subject} of an image manifest or index (image-spec manifest.md). */
    SUBJECT_FIELD,
    /** An entry of the image index under the subject's referrers tag (distribution-spec §Referrers Tag Schema). */
    REFERRERS_TAG;

    /** The word for it in JSON and metrics. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a {@link #word()}.
     *
     * @throws IllegalArgumentException quoting the word when it is no form
     */
    @JsonCreator
    public static Form parse(String word) {
        for (Form form : values()) {
            if (form.word().equals(word)) {
                return form;
            }
        }
        throw new IllegalArgumentException("not a form: \"" + word + "\"");
    }

    /** The same set in the order of the declaration, so that equal sets are written alike. */
    public static Set<Form> inOrder(Set<Form> some) {
        return some.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(some));
    }
}
