package dev.backref.query.requirement;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.backref.indexer.contract.Kind;
import dev.backref.query.Span;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that has to be there: evidence of a kind, such as {@code sbom}, {@code sbom<7d}, {@code signed(sbom)} or
 * {@code signed(sbom<7d)}.
 *
 * @param youngerThan within how long it was made, by its own word
 * @param signed whether a signature refers to that evidence
 */
public record Term(Kind kind, Optional<Duration> youngerThan, boolean signed) {
    private static final int LONGEST = 256;
    private static final String SIGNED = "signed(";
    private static final Pattern OF_KIND = Pattern.compile("([^<()]+)(?:<([^<()]+))?");

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException quoting what is none, or the word that is no kind or no age
     */
    public static Term parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("has " + text.length() + " characters, and may have " + LONGEST);
        }
        boolean signed = text.startsWith(SIGNED) && text.endsWith(")");
        Matcher parts = OF_KIND.matcher(signed ? text.substring(SIGNED.length(), text.length() - 1) : text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "not a term, such as sbom, sbom<7d, signed(sbom) or @name: \"" + text + "\"");
        }
        return new Term(
                Kind.parse(parts.group(1)), Optional.ofNullable(parts.group(2)).map(Term::age), signed);
    }

    private static Duration age(String text) {
        return Span.read(text)
                .filter(age -> !age.isZero())
                .orElseThrow(
                        () -> new IllegalArgumentException("not an age, such as 90m, 12h, 7d or 4w: \"" + text + "\""));
    }

    /** Equal terms have one text. */
    @JsonValue
    @Override
    public String toString() {
        String ofKind =
                kind.word() + youngerThan.map(age -> "<" + Span.write(age)).orElse("");
        return signed ? SIGNED + ofKind + ")" : ofKind;
    }
}
