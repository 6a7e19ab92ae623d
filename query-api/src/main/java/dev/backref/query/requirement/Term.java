package dev.backref.query.requirement;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.backref.indexer.contract.Kind;
import dev.backref.indexer.contract.Verification;
import dev.backref.query.Span;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that has to be there: evidence of a kind, such as {@code sbom}, {@code sbom<7d}, {@code signed(sbom)},
 * {@code signed(sbom<7d)}, {@code verified(signature)} or {@code verified:cosign-gate(signature<30d)<7d}.
 *
 * @param youngerThan within how long it was made, by its own word
 * @param signed whether a signature refers to that evidence
 * @param verified what a verifier has to have posted of that evidence
 */
public record Term(Kind kind, Optional<Duration> youngerThan, boolean signed, Optional<Verified> verified) {
    private static final int LONGEST = 256;
    private static final String SIGNED = "signed(";
    private static final Pattern OF_KIND = Pattern.compile("([^<()]+)(?:<([^<()]+))?");
    private static final Pattern VERIFIED = Pattern.compile("verified(?::([^:<()]*))?\\(([^()]*)\\)(?:<([^<()]+))?");

    /** Of which nothing has to be verified. */
    public Term(Kind kind, Optional<Duration> youngerThan, boolean signed) {
        this(kind, youngerThan, signed, Optional.empty());
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException quoting what is none, or the word that is no kind, no age or no verifier's name
     */
    public static Term parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("has " + text.length() + " characters, and may have " + LONGEST);
        }
        Matcher verified = VERIFIED.matcher(text);
        if (verified.matches()) {
            Verified meant = new Verified(
                    Optional.ofNullable(verified.group(1)).map(Term::verifier),
                    Optional.ofNullable(verified.group(3)).map(Term::age));
            return ofKind(verified.group(2), text, false).with(meant);
        }
        boolean signed = text.startsWith(SIGNED) && text.endsWith(")");
        return ofKind(signed ? text.substring(SIGNED.length(), text.length() - 1) : text, text, signed);
    }

    /** @param text that is quoted where this part of it is none */
    private static Term ofKind(String part, String text, boolean signed) {
        Matcher parts = OF_KIND.matcher(part);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "not a term, such as sbom, sbom<7d, signed(sbom), verified(sbom) or @name: \"" + text + "\"");
        }
        return new Term(
                Kind.parse(parts.group(1)), Optional.ofNullable(parts.group(2)).map(Term::age), signed);
    }

    private Term with(Verified other) {
        return new Term(kind, youngerThan, signed, Optional.of(other));
    }

    private static String verifier(String text) {
        if (!Verification.isVerifierName(text)) {
            throw new IllegalArgumentException("not the name of a verifier: \"" + text + "\"");
        }
        return text;
    }

    private static Duration age(String text) {
        return Span.read(text)
                .filter(age -> !age.isZero())
                .orElseThrow(
                        () -> new IllegalArgumentException("not an age, such as 90m, 12h, 7d or 4w: \"" + text + "\""));
    }

    /**
     * Why nobody can meet it, whatever is there; absent where somebody can.
     *
     * @param verifiers the names of those that are configured
     */
    public Optional<String> whyNobodyCanMeetIt(Set<String> verifiers) {
        return verified.flatMap(meant -> meant.whyNobody(verifiers));
    }

    /** Equal terms have one text. */
    @JsonValue
    @Override
    public String toString() {
        String ofKind =
                kind.word() + youngerThan.map(age -> "<" + Span.write(age)).orElse("");
        return verified.map(meant -> meant.around(ofKind)).orElse(signed ? SIGNED + ofKind + ")" : ofKind);
    }
}
