package dev.backref.indexer.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a verifier found out about a referrer of a subject. Backref repeats it and checks none of it but who posted it.
 *
 * @param verifier its name in the configuration, which its secret proved
 * @param version of the verifier
 * @param kinds of the evidence in the referrer that it is about; none where the verifier does not say, which of a referrer of several
 *     kinds can be any
 * @param command by which it verified
 * @param identity that it found, such as who signed
 * @param time when it verified, by its own word
 */
@JsonPropertyOrder({"verifier", "version", "outcome", "kinds", "identity", "command", "time"})
public record Verification(
        String verifier,
        String version,
        Outcome outcome,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Set<Kind> kinds,
        Optional<String> identity,
        String command,
        Instant time) {
    /** Verifiers of one Backref, and results that are kept of one edge. */
    public static final int MOST = 16;

    /** What is said of evidence about which nobody posted anything. */
    public static final String NOT_CHECKED = "not-checked";

    /** What is said of evidence about which somebody posted something, whatever that is. */
    public static final String REPORTED = "reported";

    private static final Pattern NAMES = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    public Verification {
        kinds = Kind.inOrder(kinds);
        if (!isVerifierName(verifier)) {
            throw new IllegalArgumentException("not the name of a verifier: \"" + verifier + "\"");
        }
    }

    /** What it comes to. */
    public enum Outcome {
        /** It is what it says, as far as the verifier looks. */
        @JsonProperty("passed")
        PASSED,
        /** It is not. */
        @JsonProperty("failed")
        FAILED;

        /** The word for it in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * Reads a {@link #word()}.
         *
         * @throws IllegalArgumentException quoting what is none
         */
        public static Outcome parse(String word) {
            return Stream.of(values())
                    .filter(each -> each.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("is neither passed nor failed: \"" + word + "\""));
        }
    }

    /** Whether a verifier can have that name. */
    public static boolean isVerifierName(String text) {
        return NAMES.matcher(text).matches();
    }

    /** The word for what was posted about a piece of evidence. */
    public static String word(List<Verification> posted) {
        return posted.isEmpty() ? NOT_CHECKED : REPORTED;
    }

    /** Characters of all that whoever posted it may have chosen. */
    public long characters() {
        return (long) verifier.length()
                + version.length()
                + identity.map(String::length).orElse(0)
                + command.length();
    }
}
