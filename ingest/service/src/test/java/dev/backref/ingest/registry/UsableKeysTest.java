package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys of an issuer's set are taken. */
class UsableKeysTest {
    private static final RSAKey LONG = rsa(2048);
    private static final String POINT = "{'kty':'EC','crv':'P-256','x':'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',"
            + "'y':'4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM'";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "[]",
                "{}",
                "{'kty':null}",
                "{'kty':'EC','crv':'P-999','x':'AA','y':'AA'}",
                "{'kty':'EC','crv':'P-256','x':'AA','y':'AA'}",
                "{'kty':'EC','crv':'P-256'}",
                "{'kty':'RSA','n':7,'e':'AQAB'}",
                "{'kty':'RSA','n':'','e':''}",
                "{'kty':'oct','k':'c2VjcmV0LXNlY3JldC1zZWNyZXQ'}",
                "{'kty':'new'}",
                POINT + ",'kid':7}",
                POINT + ",'x5c':['AAAA']}",
                POINT + ",'x5c':7}",
                POINT + ",'key_ops':['dance']}",
                POINT + ",'use':'enc'}",
                POINT + ",'use':'sig','key_ops':['sign']}",
                POINT + ",'alg':'ES384'}",
                POINT + ",'alg':'RS256'}"
            })
    void leavesOutOneKeyAndNotTheOthers(String entry) throws Exception {
        assertThat(ids(List.of(entry, POINT + ",'kid':'good'}"))).containsExactly("good");
    }

    static Stream<JWK> usable() throws JOSEException {
        return Stream.of(
                new RSAKey.Builder(LONG).build(),
                new RSAKey.Builder(LONG).keyUse(KeyUse.SIGNATURE).build(),
                new RSAKey.Builder(LONG).algorithm(JWSAlgorithm.RS256).build(),
                new RSAKey.Builder(LONG)
                        .keyOperations(Set.of(KeyOperation.VERIFY, KeyOperation.SIGN))
                        .build(),
                new ECKeyGenerator(Curve.P_256).algorithm(JWSAlgorithm.ES256).generate());
    }

    @ParameterizedTest
    @MethodSource("usable")
    void takesThePublicPartOfOneThatVerifies(JWK key) throws Exception {
        assertThat(UsableKeys.in("{\"keys\":[" + key.toJSONString() + "]}").getKeys())
                .containsExactly(key.toPublicJWK());
    }

    static Stream<JWK> unusable() throws JOSEException {
        return Stream.of(
                rsa(1024),
                new RSAKey.Builder(LONG).keyUse(KeyUse.ENCRYPTION).build(),
                new RSAKey.Builder(LONG).algorithm(JWSAlgorithm.PS256).build(),
                new RSAKey.Builder(LONG).algorithm(JWSAlgorithm.ES256).build(),
                new RSAKey.Builder(LONG)
                        .keyOperations(Set.of(KeyOperation.SIGN))
                        .build(),
                new ECKeyGenerator(Curve.P_384).generate());
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void takesNoOther(JWK key) throws Exception {
        assertThat(UsableKeys.in("{\"keys\":[" + key.toJSONString() + "]}").getKeys())
                .isEmpty();
    }

    @Test
    void takesNoMoreThanAFew() throws Exception {
        List<String> many = IntStream.range(0, 1_000)
                .mapToObj(each -> POINT + ",'kid':'" + each + "'}")
                .toList();

        assertThat(ids(many)).hasSize(32).startsWith("0").endsWith("31");
    }

    private static List<String> ids(List<String> entries) throws ParseException {
        String document = "{'keys':[" + String.join(",", entries) + "]}";
        return UsableKeys.in(document.replace('\'', '"')).getKeys().stream()
                .map(JWK::getKeyID)
                .toList();
    }

    private static RSAKey rsa(int bits) {
        try {
            return new RSAKeyGenerator(bits, true).generate();
        } catch (JOSEException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
