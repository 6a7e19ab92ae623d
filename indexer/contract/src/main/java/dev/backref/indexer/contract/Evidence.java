package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one layer of a referrer says.
 *
 * @param mediaType of the layer
 * @param predicateType of the in-toto statement in it, as an annotation tells it, or else the payload
 * @param subjects what its payload says that it is about; empty where that was not read, or says nothing
 * @param created when it was made, as its payload says
 */
public record Evidence(
        Digest digest,
        String mediaType,
        Optional<String> predicateType,
        Set<Kind> kinds,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Digest> subjects,
        Optional<Created> created) {
    /** Predicate types of OpenSSF model signing. */
    private static final String MODEL_SIGNING = "https://model_signing/";

    public Evidence {
        kinds = Kind.inOrder(kinds);
        subjects = List.copyOf(subjects);
    }

    /** Whether a predicate type is that of a signature over the files of a model (OpenSSF model signing). */
    public static boolean isOfModel(String predicateType) {
        return predicateType.startsWith(MODEL_SIGNING);
    }

    /** Of which no payload was read. */
    public Evidence(Digest digest, String mediaType, Optional<String> predicateType, Set<Kind> kinds) {
        this(digest, mediaType, predicateType, kinds, List.of(), Optional.empty());
    }

    /** Characters of all that whoever pushed it may have chosen. */
    public long characters() {
        return mediaType.length()
                + predicateType.map(String::length).orElse(0)
                + subjects.stream()
                        .mapToLong(subject -> subject.toString().length())
                        .sum();
    }

    /**
     * Whether its payload is about something else than the subject that it hangs on. Digests of different algorithms can be
     * of the same bytes: these contradict nothing. Nor does a signature of a model, which names the digest of its files.
     */
    public boolean isAboutOther(Digest subject) {
        return !subjects.contains(subject)
                && predicateType.filter(Evidence::isOfModel).isEmpty()
                && subjects.stream().map(Digest::algorithm).anyMatch(subject.algorithm()::equals);
    }
}
