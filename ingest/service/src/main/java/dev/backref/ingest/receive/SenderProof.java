package dev.backref.ingest.receive;

import dev.backref.ingest.registry.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/**
 * Whether a header holds a hook's secret: as a bearer token, bare, or as the password of Basic.
 * Hashes are compared, each form always, so that neither time nor length tells how much of a guess was right.
 */
final class SenderProof {
    private static final byte[] NOTHING = {};

    private final byte[] sent;

    /**
     * @param header its value, empty when it is absent
     */
    SenderProof(String header) {
        // HTTP gives header bytes as Latin-1 characters; a secret beyond ASCII was sent as UTF-8.
        this.sent = header.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** An empty secret, such as that of an empty file, is proved by nobody. */
    boolean holds(Secret secret) {
        String text = secret.reveal();
        byte[] expected = hash(text.getBytes(StandardCharsets.UTF_8));
        boolean bare = MessageDigest.isEqual(hash(sent), expected);
        boolean bearer = MessageDigest.isEqual(hash(after("bearer ")), expected);
        boolean password = MessageDigest.isEqual(hash(basicPassword()), expected);
        return !text.isBlank() && (bare || bearer || password); // All three are known by now.
    }

    /** Whether these bytes are the secret, and that is not empty. */
    static boolean areEqual(byte[] sent, Secret secret) {
        String text = secret.reveal();
        boolean equal = MessageDigest.isEqual(hash(sent), hash(text.getBytes(StandardCharsets.UTF_8)));
        return !text.isBlank() && equal;
    }

    private byte[] basicPassword() {
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(after("basic "));
        } catch (IllegalArgumentException notBase64) {
            return NOTHING;
        }
        for (int i = 0; i < decoded.length; i++) {
            if (decoded[i] == ':') {
                return Arrays.copyOfRange(decoded, i + 1, decoded.length);
            }
        }
        return NOTHING;
    }

    /** What follows a scheme, whose case does not count (RFC 9110 §11.1). */
    private byte[] after(String scheme) {
        String text = new String(sent, StandardCharsets.ISO_8859_1);
        return text.toLowerCase(Locale.ROOT).startsWith(scheme)
                ? text.substring(scheme.length()).strip().getBytes(StandardCharsets.ISO_8859_1)
                : NOTHING;
    }

    private static byte[] hash(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
