package dev.backref.ingest.receive;

import dev.backref.ingest.registry.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An HMAC of the exact bytes of the body with the secret as its key, in hex in a header.
 *
 * @param header its name
 * @param algorithm as Java names it
 * @param prefix what stands before the hex
 * @param digits of the hex
 */
record SignatureProof(String header, String algorithm, String prefix, int digits) implements HookProof {
    /** As GitHub signs; its older header with SHA-1 is not looked at. */
    static final SignatureProof GITHUB = new SignatureProof("X-Hub-Signature-256", "HmacSHA256", "sha256=", 64);

    static SignatureProof sha256(String header) {
        return new SignatureProof(header, "HmacSHA256", "", 64);
    }

    /** For registries that have nothing better. HMAC with SHA-1 is not broken as its collisions may suggest (RFC 6194 §3.3). */
    static SignatureProof sha1(String header) {
        return new SignatureProof(header, "HmacSHA1", "", 40);
    }

    @Override
    public boolean isPromisedBy(Head head) {
        return signature(head).length > 0;
    }

    @Override
    public boolean isShownBy(Head head, byte[] body, Secret secret) {
        String key = secret.reveal();
        return !key.isBlank() && MessageDigest.isEqual(signature(head), hmac(key, body));
    }

    /** By the header: a vendor can have several. */
    @Override
    public List<String> ways() {
        return List.of(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public ShownProof shown(String way, Secret secret, byte[] body) {
        String hex = HexFormat.of().formatHex(hmac(secret.reveal(), body));
        return ShownProof.header(way, header, prefix + hex);
    }

    /** The bytes that were sent; none where they are not exactly as many hex digits as there must be. */
    private byte[] signature(Head head) {
        String sent = head.header(header).strip();
        if (!sent.startsWith(prefix) || sent.length() != prefix.length() + digits) {
            return new byte[0];
        }
        try {
            return HexFormat.of().parseHex(sent, prefix.length(), sent.length());
        } catch (IllegalArgumentException noHex) {
            return new byte[0];
        }
    }

    private byte[] hmac(String key, byte[] body) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
            return mac.doFinal(body);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has " + algorithm, missing);
        }
    }
}
