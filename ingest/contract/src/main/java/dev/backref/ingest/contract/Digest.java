package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A content digest, {@code algorithm:encoded}, as image-spec descriptor.md §Digests writes it.
 *
 * <p>An algorithm that the specification does not register is well formed and allowed, it only cannot be computed.
 * A registered one must have lower-case hex of its own length.
 *
 * @param text the whole of it, as it stands in every key, path and row
 */
public record Digest(String text) implements Comparable<Digest> {
    private static final char SEPARATOR = ':';
    private static final Pattern GRAMMAR = Pattern.compile("([a-z0-9]+(?:[+._-][a-z0-9]+)*):([a-zA-Z0-9=_-]+)");
    private static final List<Registered> REGISTERED =
            List.of(new Registered("sha256:", 64), new Registered("sha512:", 128), new Registered("blake3:", 64));
    private static final Map<String, String> COMPUTABLE = Map.of("sha256", "SHA-256", "sha512", "SHA-512");
    private static final int LONGEST = 255;

    public Digest {
        if (!isWellFormed(text)) {
            throw new IllegalArgumentException("not a digest: \"" + text + "\"");
        }
    }

    /**
     * Reads {@code algorithm:encoded}.
     *
     * @throws IllegalArgumentException quoting the value when it is not a digest
     */
    @JsonCreator
    public static Digest parse(String value) {
        return new Digest(value);
    }

    /** The digest of these two parts; fails as {@link #parse} does. */
    public static Digest of(String algorithm, String encoded) {
        return new Digest(algorithm + SEPARATOR + encoded);
    }

    /** What stands before the first colon. */
    public String algorithm() {
        return text.substring(0, text.indexOf(SEPARATOR));
    }

    /** What stands behind it. */
    public String encoded() {
        return text.substring(text.indexOf(SEPARATOR) + 1);
    }

    /** Reads a digest where something else may stand as well, such as a tag. */
    public static Optional<Digest> tryParse(String value) {
        try {
            return Optional.of(parse(value));
        } catch (IllegalArgumentException notADigest) {
            return Optional.empty();
        }
    }

    /** The sha256 digest of these bytes. */
    public static Digest sha256(byte[] content) {
        return of("sha256", HexFormat.of().formatHex(hash("SHA-256", content)));
    }

    /** Whether the digest of the content can be computed here. */
    public boolean computable() {
        return COMPUTABLE.containsKey(algorithm());
    }

    /**
     * Whether these bytes have this digest.
     *
     * @throws IllegalStateException when the digest is not {@link #computable()}
     */
    public boolean matches(byte[] content) {
        String name = COMPUTABLE.get(algorithm());
        if (name == null) {
            throw new IllegalStateException("cannot compute digests of algorithm \"" + algorithm() + "\"");
        }
        return HexFormat.of().formatHex(hash(name, content)).equals(encoded());
    }

    @Override
    public int compareTo(Digest other) {
        return text.compareTo(other.text);
    }

    @JsonValue
    @Override
    public String toString() {
        return text;
    }

    /** Every request and row names one: no pattern, and nothing cut out, for those that there mostly are. */
    private static boolean isWellFormed(String text) {
        for (Registered algorithm : REGISTERED) {
            if (text.startsWith(algorithm.prefix())) {
                return algorithm.isMetBy(text);
            }
        }
        return text.length() <= LONGEST && GRAMMAR.matcher(text).matches();
    }

    /** An algorithm that image-spec registers, with the number of its hex digits. */
    private record Registered(String prefix, int digits) {
        boolean isMetBy(String text) {
            if (text.length() != prefix.length() + digits) {
                return false;
            }
            for (int at = prefix.length(); at < text.length(); at++) {
                char each = text.charAt(at);
                if ((each < '0' || each > '9') && (each < 'a' || each > 'f')) {
                    return false;
                }
            }
            return true;
        }
    }

    private static byte[] hash(String name, byte[] content) {
        try {
            MessageDigest hash = MessageDigest.getInstance(name);
            hash.update(ByteBuffer.wrap(content));
            return hash.digest();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has " + name, missing);
        }
    }
}
