package dev.backref.ingest.receive;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyConverter;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.backref.ingest.registry.SenderTokens;
import java.security.Key;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is wrong with a token (OpenID Connect Core 1.0 §3.1.3.7, RFC 8725 §3). What it says is looked at before its
 * signature: for a token that would not be taken anyway no issuer has to be asked.
 */
final class TokenCheck {
    /** That clocks may differ by. */
    static final Duration SKEW = Duration.ofSeconds(60);

    /** What issuers have to be able to (OpenID Connect Core 1.0 §15.1), and the shorter one; never a shared key. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

    /** Mostly none is said; the last is of RFC 9068 §2.1. */
    private static final Set<JOSEObjectType> TYPES = Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));

    private static final String EMAIL = "email";

    private static final DefaultJWSVerifierFactory VERIFIERS = new DefaultJWSVerifierFactory();

    private final SenderTokens expected;
    private final Clock clock;

    TokenCheck(SenderTokens expected, Clock clock) {
        this.expected = expected;
        this.clock = clock;
    }

    /** What is wrong with what it says, whoever signed it. */
    Optional<TokenFault> claims(SignedJWT token) {
        if (!ALGORITHMS.contains(token.getHeader().getAlgorithm())) {
            return Optional.of(TokenFault.ALGORITHM);
        }
        Optional<JOSEObjectType> type = Optional.ofNullable(token.getHeader().getType());
        if (type.filter(said -> !TYPES.contains(said)).isPresent()) {
            return Optional.of(TokenFault.TYPE);
        }
        try {
            return fault(token.getJWTClaimsSet());
        } catch (ParseException unreadable) {
            return Optional.of(TokenFault.MALFORMED);
        }
    }

    private Optional<TokenFault> fault(JWTClaimsSet claims) {
        if (!expected.issuer().equals(claims.getIssuer())) {
            return Optional.of(TokenFault.ISSUER);
        }
        if (!claims.getAudience().contains(expected.audience())) {
            return Optional.of(TokenFault.AUDIENCE);
        }
        if (!isOfSender(claims)) {
            return Optional.of(TokenFault.IDENTITY);
        }
        Instant now = clock.instant();
        Optional<Date> expires = Optional.ofNullable(claims.getExpirationTime());
        if (expires.filter(time -> now.isBefore(time.toInstant().plus(SKEW))).isEmpty()) {
            return Optional.of(TokenFault.EXPIRED);
        }
        boolean ahead = Stream.of(
                        Optional.ofNullable(claims.getNotBeforeTime()), Optional.ofNullable(claims.getIssueTime()))
                .flatMap(Optional::stream)
                .anyMatch(time -> now.isBefore(time.toInstant().minus(SKEW)));
        return ahead ? Optional.of(TokenFault.NOT_YET_VALID) : Optional.empty();
    }

    private boolean isOfSender(JWTClaimsSet claims) {
        boolean named = expected.identity().entrySet().stream()
                .allMatch(claim -> claim.getValue().equals(claims.getClaim(claim.getKey())));
        // An address that the issuer did not verify is one that anybody may have claimed.
        boolean verified =
                !expected.identity().containsKey(EMAIL) || Boolean.TRUE.equals(claims.getClaim("email_verified"));
        return named && verified;
    }

    /** Whether one of these keys signed it. */
    static boolean isSigned(SignedJWT token, List<JWK> keys) {
        return KeyConverter.toJavaKeys(keys).stream().anyMatch(key -> isSigned(token, key));
    }

    private static boolean isSigned(SignedJWT token, Key key) {
        try {
            return token.verify(VERIFIERS.createJWSVerifier(token.getHeader(), key));
        } catch (JOSEException otherKey) {
            return false; // One of another type or curve signed nothing of this.
        }
    }
}
