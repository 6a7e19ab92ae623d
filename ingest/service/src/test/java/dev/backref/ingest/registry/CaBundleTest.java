package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaBundleTest {
    @TempDir
    private Path folder;

    @Test
    void isTrustedBesidesWhatJavaTrusts() throws Exception {
        PrivateCa ca = PrivateCa.make(folder, "ours");
        TrustManagerFactory ofJava = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        ofJava.init((KeyStore) null);
        Vertx vertx = Vertx.vertx();
        try {
            List<String> all = issuers(CaBundle.of(ca.pem()).getTrustManagerFactory(vertx));
            assertThat(all).containsAll(issuers(ofJava)).contains("CN=ours");
        } finally {
            FaultyRegistry.await(vertx.close());
        }
    }

    @Test
    void isAnotherOnlyWhenTheFileIs() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.pem"), "one");
        CaBundle first = CaBundle.of(file);
        assertThat(CaBundle.of(file)).isEqualTo(first);

        Files.writeString(file, "another");
        assertThat(CaBundle.of(file)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | holds no certificate in PEM",
                "certificate | holds no certificate in PEM",
                "-----BEGIN PRIVATE KEY-----abcd-----END PRIVATE KEY----- | holds no certificate in PEM",
                "-----BEGIN CERTIFICATE-----abcd-----END CERTIFICATE----- | holds a certificate that cannot be read",
            })
    void mustHoldCertificates(String text, String words) {
        assertThatThrownBy(() -> CaBundle.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessage(words);
    }

    private static List<String> issuers(TrustManagerFactory factory) {
        List<String> names = new ArrayList<>();
        for (TrustManager manager : factory.getTrustManagers()) {
            for (var issuer : ((X509TrustManager) manager).getAcceptedIssuers()) {
                names.add(issuer.getSubjectX500Principal().getName());
            }
        }
        return names;
    }
}
