package dev.backref.ingest.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A content digest, {@code algorithm:encoded}, as image-spec descriptor.md §Digests writes it.
 *
 * <p>An algorithm that the specification does not register is well formed and allowed, it only cannot be computed.
 * A registered one must have lower-case hex of its own length.
 */
public record Digest(String algorithm, String encoded) implements Comparable<Digest> {
    private static final Pattern GRAMMAR = Pattern.compile("([a-z0-9]+(?:[+._-][a-z0-9]+)*):([a-zA-Z0-9=_-]+)");
    private static final Map<String, Integer> REGISTERED = Map.of("sha256", 64, "sha512", 128, "blake3", 64);
    private static final Map<String, String> COMPUTABLE = Map.of("sha256", "SHA-256", "sha512", "SHA-512");
    private static final int LONGEST = 255;

    public Digest {
        if (!isRegistered(algorithm, encoded) && !isUnregistered(algorithm, encoded)) {
            throw new IllegalArgumentException("not a digest: \"" + algorithm + ":" + encoded + "\"");
        }
    }

    /**
     * Reads {@code algorithm:encoded}.
     *
     * @throws IllegalArgumentException quoting the value when it is not a digest
     */
    @JsonCreator
    public static Digest parse(String value) {
        int colon = value.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a digest: \"" + value + "\"");
        }
        return new Digest(value.substring(0, colon), value.substring(colon + 1));
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
        return new Digest("sha256", HexFormat.of().formatHex(hash("SHA-256", content)));
    }

    /** Whether the digest of the content can be computed here. */
    public boolean computable() {
        return COMPUTABLE.containsKey(algorithm);
    }

    /**
     * Whether these bytes have this digest.
     *
     * @throws IllegalStateException when the digest is not {@link #computable()}
     */
    public boolean matches(byte[] content) {
        String name = COMPUTABLE.get(algorithm);
        if (name == null) {
            throw new IllegalStateException("cannot compute digests of algorithm \"" + algorithm + "\"");
        }
        return HexFormat.of().formatHex(hash(name, content)).equals(encoded);
    }

    @Override
    public int compareTo(Digest other) {
        return toString().compareTo(other.toString());
    }

    @JsonValue
    @Override
    public String toString() {
        return algorithm + ":" + encoded;
    }

    /** Lookups read a digest a row: no pattern for those that there mostly are. */
    private static boolean isRegistered(String algorithm, String encoded) {
        Integer length = REGISTERED.get(algorithm);
        return length != null && encoded.length() == length && isHex(encoded);
    }

    private static boolean isHex(String text) {
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            if ((each < '0' || each > '9') && (each < 'a' || each > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnregistered(String algorithm, String encoded) {
        return !REGISTERED.containsKey(algorithm)
                && algorithm.length() + encoded.length() < LONGEST
                && GRAMMAR.matcher(algorithm + ":" + encoded).matches();
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
