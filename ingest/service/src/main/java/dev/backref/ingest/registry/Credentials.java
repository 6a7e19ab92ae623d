package dev.backref.ingest.registry;

import dev.backref.ingest.registry.Look.Later;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What Backref's account proves itself with, as it is now.
 *
 * @param secret the password, or the token
 * @param identityToken whether the secret is a refresh token, which only a token server takes (docker's {@code
 *     identitytoken})
 * @param fresh that asking for them again would give no others
 */
record Credentials(String username, String secret, boolean identityToken, boolean fresh) {
    static Credentials password(String username, String password) {
        return new Credentials(username, password, false, true);
    }

    static Credentials identityToken(String username, String token) {
        return new Credentials(username, token, true, true);
    }

    Credentials fresh(boolean now) {
        return new Credentials(username, secret, identityToken, now);
    }

    boolean proveTheSameAs(Credentials other) {
        return fresh(true).equals(other.fresh(true));
    }

    /** The header {@code Authorization} of RFC 7617. Fails with {@link Unanswered} for a token, which is no password. */
    Future<String> basic() {
        if (identityToken) {
            return Future.failedFuture(
                    unusable("the account has an identity token, and the registry wants a password"));
        }
        byte[] pair = (username + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return Future.succeededFuture("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /**
     * Why there are none that can be used. Whatever it is, somebody has to put it right, and the look is done again.
     *
     * @param detail what is wrong, without a secret
     */
    static Unanswered unusable(String detail) {
        return new Unanswered(new Later(LookFailure.UNAUTHORIZED, detail, Optional.empty()));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Credentials[identityToken=" + identityToken + ", fresh=" + fresh + "]";
    }
}
