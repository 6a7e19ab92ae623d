package dev.backref.query.verifications;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells by the secret who posts. Hashes are compared, all of them always, so that no time tells how much of a guess was right. */
final class Verifiers {
    private static final Logger LOG = LoggerFactory.getLogger(Verifiers.class);
    private static final String BEARER = "Bearer ";

    private final List<Verifier> verifiers;

    Verifiers(List<Verifier> verifiers) {
        this.verifiers = List.copyOf(verifiers);
    }

    /**
     * The verifier that a header proves (RFC 6750 §2.1). A secret that two have proves neither.
     *
     * @param header {@code Authorization}; empty when it is absent
     */
    Optional<Verifier> provedBy(String header) {
        // HTTP gives header bytes as Latin-1 characters; a secret beyond ASCII was sent as UTF-8.
        byte[] sent = header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip().getBytes(StandardCharsets.ISO_8859_1)
                : new byte[0];
        byte[] hash = hash(sent);
        List<Verifier> proved =
                verifiers.stream().filter(each -> isSecretOf(each, hash)).toList();
        if (proved.size() > 1) {
            LOG.atError()
                    .addKeyValue("error", proved.stream().map(Verifier::name).toList())
                    .log("verifiers have one secret, and nobody is let in with it");
        }
        return proved.size() == 1 ? Optional.of(proved.get(0)) : Optional.empty();
    }

    /** An empty secret, such as that of an empty file, is proved by nobody; one that cannot be read keeps no other from it. */
    private static boolean isSecretOf(Verifier verifier, byte[] sent) {
        try {
            boolean is = false;
            for (String secret : verifier.secrets().get()) {
                boolean equal = MessageDigest.isEqual(sent, hash(secret.getBytes(StandardCharsets.UTF_8)));
                is |= equal && !secret.isBlank();
            }
            return is;
        } catch (UncheckedIOException unreadable) {
            LOG.atError().addKeyValue("error", unreadable).log("the secret of a verifier cannot be read");
            return false;
        }
    }

    private static byte[] hash(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
