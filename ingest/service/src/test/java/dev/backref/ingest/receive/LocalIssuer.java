package dev.backref.ingest.receive;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.SenderTokens;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens such as Pub/Sub sends, over real HTTP and with real keys. */
final class LocalIssuer implements AutoCloseable {
    static final String AUDIENCE = "https://backref.example.com/hooks/gar";
    static final String EMAIL = "push@my-project.iam.gserviceaccount.com";
    static final RSAKey OLD = rsa("old");
    static final RSAKey NEW = rsa("new");

    /** Somebody else's, under the name of one of the issuer's. */
    static final RSAKey FORGED = rsa("old");

    /** The same under a name that the issuer has no key of. */
    static final RSAKey UNKNOWN = new RSAKey.Builder(FORGED).keyID("unknown").build();

    static final ECKey CURVE = ec("curve");

    /** How often it was asked where its keys are. */
    final AtomicInteger asked = new AtomicInteger();

    private final Vertx vertx = Vertx.vertx();
    private final String url;
    private volatile int status = 200;
    private volatile JWKSet keys = new JWKSet(OLD);

    LocalIssuer() {
        int port = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        url = "http://127.0.0.1:" + port;
    }

    /** One whose webhooks come with its tokens. */
    RegistrySettings registry() {
        return registry(Kind.GAR);
    }

    /** One of another kind, under the same name. */
    RegistrySettings registry(Kind kind) {
        SenderTokens tokens = new SenderTokens(url, AUDIENCE, Map.of("email", EMAIL));
        return RunningReceiver.hooked(
                "gar",
                kind,
                Optional.of(new RegistrySettings.Webhook(Optional.empty(), Optional.of(tokens), Optional.empty())));
    }

    /** From now on it gives these. */
    void give(JWK... given) {
        keys = new JWKSet(List.of(given));
    }

    void answerWith(int code) {
        status = code;
    }

    /** A token of the sender at this moment, as long good as those of Google. */
    String token(JWK key, Instant now) {
        return signed(key, claims(url, now).build());
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/.well-known/openid-configuration")) {
            asked.incrementAndGet();
        }
        request.response()
                .setStatusCode(status)
                .end(
                        request.path().equals("/keys")
                                ? keys.toString()
                                : "{\"issuer\":\"" + url + "\",\"jwks_uri\":\"" + url + "/keys\"}");
    }

    /** What a token of Pub/Sub says ("Authentication for push subscriptions" §JWT format). */
    static JWTClaimsSet.Builder claims(String issuer, Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(AUDIENCE)
                .subject("113774264463038321964")
                .claim("azp", "113774264463038321964")
                .claim("email", EMAIL)
                .claim("email_verified", true)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(3600)));
    }

    static String signed(JWK key, JWTClaimsSet claims) {
        JWSAlgorithm algorithm = key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
        return signed(
                key, new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
    }

    static String signed(JWK key, JWSHeader header, JWTClaimsSet claims) {
        try {
            JWSSigner signer = key instanceof ECKey curve ? new ECDSASigner(curve) : new RSASSASigner(key.toRSAKey());
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static ECKey ec(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
