package dev.backref.ingest.receive;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.backref.ingest.receive.HookProof.Head;
import dev.backref.ingest.registry.SenderTokens;
import io.vertx.core.Future;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets in who has a token of the sender, as {@code Authorization: Bearer} (RFC 6750 §2.1). Tokens are logged nowhere. */
final class TokenGuard implements HookGuard {
    private static final Logger LOG = LoggerFactory.getLogger(TokenGuard.class);

    private static final String HEADER = "Authorization";
    private static final String SCHEME = "bearer ";

    /** Characters of one; issuers make them of some 2,000. */
    private static final int LONGEST = 16 * 1024;

    private final String registry;
    private final TokenCheck check;
    private final IssuerKeys keys;
    private final HookMetrics metrics;

    /** @param issuer asks it for its keys once */
    static TokenGuard of(
            String registry, SenderTokens expected, Supplier<Future<JWKSet>> issuer, HookMetrics metrics, Clock clock) {
        IssuerKeys keys = new IssuerKeys(issuer, clock, failure -> {
            metrics.asked(registry, failure.isEmpty());
            failure.ifPresent(why -> LOG.atWarn()
                    .addKeyValue("registry", registry)
                    .addKeyValue("error", why.getMessage())
                    .log("the keys of a webhook's issuer could not be had"));
        });
        return new TokenGuard(registry, new TokenCheck(expected, clock), keys, metrics);
    }

    private TokenGuard(String registry, TokenCheck check, IssuerKeys keys, HookMetrics metrics) {
        this.registry = registry;
        this.check = check;
        this.keys = keys;
        this.metrics = metrics;
    }

    @Override
    public void prepare() {
        keys.refresh();
    }

    @Override
    public Optional<Future<?>> awaits(Head head) {
        return sent(head)
                .flatMap(TokenGuard::parsed)
                .filter(token -> check.claims(token).isEmpty())
                .flatMap(token -> keys.awaited(token.getHeader()));
    }

    @Override
    public Optional<Supplier<Refusal>> objection(Head head) {
        return fault(head).map(fault -> () -> {
            metrics.refused(registry, fault);
            return fault == TokenFault.KEYS_UNKNOWN ? Refusal.KEYS_UNKNOWN : Refusal.UNTRUSTED;
        });
    }

    @Override
    public boolean hides(String header) {
        return holdsToken(header);
    }

    /** Whether a header of that name is where tokens are. */
    static boolean holdsToken(String header) {
        return header.equalsIgnoreCase(HEADER);
    }

    private Optional<TokenFault> fault(Head head) {
        Optional<String> sent = sent(head);
        if (sent.isEmpty()) {
            return Optional.of(TokenFault.MISSING);
        }
        Optional<SignedJWT> token = parsed(sent.get());
        return token.isEmpty()
                ? Optional.of(TokenFault.MALFORMED)
                : check.claims(token.get()).or(() -> signature(token.get()));
    }

    private Optional<TokenFault> signature(SignedJWT token) {
        List<JWK> candidates = keys.of(token.getHeader());
        if (candidates.isEmpty()) {
            return Optional.of(keys.areInDoubt() ? TokenFault.KEYS_UNKNOWN : TokenFault.UNKNOWN_KEY);
        }
        return TokenCheck.isSigned(token, candidates) ? Optional.empty() : Optional.of(TokenFault.SIGNATURE);
    }

    /** The case of the scheme does not count (RFC 9110 §11.1). */
    private static Optional<String> sent(Head head) {
        String header = head.header(HEADER);
        return header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? Optional.of(header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    /** Empty for what is no JWS, as a token without a signature ({@code none}) and an encrypted one. */
    private static Optional<SignedJWT> parsed(String token) {
        if (token.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(SignedJWT.parse(token));
        } catch (ParseException | RuntimeException malformed) { // For a header that is null, Nimbus has no words.
            return Optional.empty();
        }
    }
}
