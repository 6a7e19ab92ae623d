package dev.backref.indexer.derive;

import dev.backref.ingest.contract.Digest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an assertion calls its subject: the whole digest, or as much of it as a referrers tag holds (distribution-spec
 * §Referrers Tag Schema: 64 characters of the encoded part, half of a sha512).
 */
public record SubjectName(String algorithm, String encoded) {
    /**
     * Only registered algorithms: {@code release-1} would be the tag of a digest too, and its index would make evidence of
     * ordinary images.
     */
    private static final Pattern TAG = Pattern.compile("(sha256|sha512|blake3)-([a-f0-9]{64})");

    private static final String TRUNCATED = "sha512";
    private static final int LONGEST = 64;

    /** The name that says all. */
    public static SubjectName of(Digest subject) {
        return new SubjectName(subject.algorithm(), subject.encoded());
    }

    /** The subject whose referrers the index under this tag lists; absent for every other tag. */
    public static Optional<SubjectName> ofTag(String tag) {
        Matcher parts = TAG.matcher(tag);
        return parts.matches() ? Optional.of(new SubjectName(parts.group(1), parts.group(2))) : Optional.empty();
    }

    /** What a referrers tag calls this subject, where it cannot say the whole digest. */
    public static Optional<SubjectName> truncated(Digest subject) {
        return subject.algorithm().equals(TRUNCATED)
                ? Optional.of(new SubjectName(TRUNCATED, subject.encoded().substring(0, LONGEST)))
                : Optional.empty();
    }

    /** The tag under which clients keep the list of a subject's referrers; absent where the schema has none for it. */
    public static Optional<String> tagOf(Digest subject) {
        SubjectName name = truncated(subject).orElseGet(() -> of(subject));
        return Optional.of(name.algorithm + "-" + name.encoded)
                .filter(tag -> TAG.matcher(tag).matches());
    }

    /** Reads {@link #toString()}. */
    public static SubjectName parse(String text) {
        int colon = text.indexOf(':');
        return new SubjectName(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The digest; absent where this is only its beginning. */
    public Optional<Digest> digest() {
        return isTruncated() ? Optional.empty() : Optional.of(Digest.of(algorithm, encoded));
    }

    /** Whether this can be the name of a digest. */
    public boolean fits(Digest subject) {
        return subject.algorithm().equals(algorithm)
                && (isTruncated()
                        ? subject.encoded().startsWith(encoded)
                        : subject.encoded().equals(encoded));
    }

    private boolean isTruncated() {
        return algorithm.equals(TRUNCATED) && encoded.length() == LONGEST;
    }

    @Override
    public String toString() {
        return algorithm + ":" + encoded;
    }
}
