package dev.backref.launcher.demo;

import dev.backref.ingest.contract.Digest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A manifest as a path names it: by tag or by digest.
 *
 * @param digest present unless the text is a tag
 */
record Reference(String text, Optional<Digest> digest) {
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    /**
     * Reads {@code <tag-or-digest>}.
     *
     * @throws Refusal when it is neither, with the code that fits the request
     */
    static Reference parse(String text, ErrorCode whenNeither) {
        if (text.contains(":")) {
            return new Reference(text, Optional.of(digest(text)));
        }
        if (!TAG.matcher(text).matches()) {
            throw new Refusal(whenNeither, "neither a tag nor a digest: \"" + text + "\"");
        }
        return new Reference(text, Optional.empty());
    }

    /**
     * Reads a digest that this registry can check.
     *
     * @throws Refusal when it is malformed or of an algorithm that cannot be computed
     */
    static Digest digest(String text) {
        return Digest.tryParse(text)
                .filter(Digest::computable)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.DIGEST_INVALID, "not a digest of an algorithm supported here: \"" + text + "\""));
    }

    Optional<String> tag() {
        return digest.isPresent() ? Optional.empty() : Optional.of(text);
    }
}
