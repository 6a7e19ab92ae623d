package dev.backref.ingest.registry;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of a set that tokens can be verified with: RSA of 2048 bits at least (RFC 7518 §3.3) for RS256, and P-256 for
 * ES256. What cannot be read or used is left out, as RFC 7517 §5 wants it: issuers add keys that are for others.
 */
final class UsableKeys {
    /** A token without {@code kid} is tried with each. */
    private static final int MOST = 32;

    private static final int SHORTEST_RSA = 2048;

    private UsableKeys() {}

    /**
     * The first 32 of a document, and their public part alone; empty where there is none.
     *
     * @throws ParseException for what is no set of keys
     */
    static JWKSet in(String document) throws ParseException {
        Optional<Object> keys =
                Optional.ofNullable(JSONObjectUtils.parse(document)).map(set -> set.get("keys"));
        if (!(keys.orElse("") instanceof List<?> entries)) {
            throw new ParseException("no keys", 0);
        }
        return new JWKSet(entries.stream()
                .flatMap(entry -> read(entry).stream())
                .filter(UsableKeys::isUsable)
                .limit(MOST)
                .map(JWK::toPublicJWK)
                .toList());
    }

    private static Optional<JWK> read(Object entry) {
        if (!(entry instanceof Map<?, ?> members)) {
            return Optional.empty();
        }
        Map<String, Object> fields = new HashMap<>();
        members.forEach((name, value) -> fields.put(String.valueOf(name), value));
        try {
            return Optional.of(JWK.parse(fields));
        } catch (ParseException | RuntimeException unreadable) { // Whatever it is, the other keys are good.
            return Optional.empty();
        }
    }

    private static boolean isUsable(JWK key) {
        return (isFor(JWSAlgorithm.RS256, key) && key instanceof RSAKey rsa && isLong(rsa))
                || (isFor(JWSAlgorithm.ES256, key)
                        && key instanceof ECKey point
                        && Curve.P_256.equals(point.getCurve()));
    }

    private static boolean isLong(RSAKey key) {
        return key.getModulus().decodeToBigInteger().bitLength() >= SHORTEST_RSA;
    }

    /** Whether nothing that it says speaks against it (RFC 7517 §4.2, §4.3, §4.4); all may be absent. */
    private static boolean isFor(Algorithm algorithm, JWK key) {
        return Optional.ofNullable(key.getKeyUse())
                        .filter(use -> !KeyUse.SIGNATURE.equals(use))
                        .isEmpty()
                && Optional.ofNullable(key.getKeyOperations())
                        .filter(operations -> !operations.contains(KeyOperation.VERIFY))
                        .isEmpty()
                && Optional.ofNullable(key.getAlgorithm())
                        .filter(said -> !algorithm.equals(said))
                        .isEmpty();
    }
}
