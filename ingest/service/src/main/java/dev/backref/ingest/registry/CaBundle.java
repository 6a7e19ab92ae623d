package dev.backref.ingest.registry;

import dev.backref.ingest.registry.WatchedFile.Version;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * A file of certificates that are trusted besides those that Java trusts, in one version of it: two of one version are
 * equal, and the HTTP client keeps connections and sessions apart by that. It is read when a connection needs it first.
 *
 * @param version as it was found; absent where there was no file, so that reading it tells why
 */
public record CaBundle(Path file, Optional<Version> version) implements TrustOptions {
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END (?:X509 |TRUSTED )?CERTIFICATE-----");

    /** As the file is now. */
    static CaBundle of(Path file) {
        try {
            return new CaBundle(file, Optional.of(Version.of(file)));
        } catch (IOException absent) {
            return new CaBundle(file, Optional.empty());
        }
    }

    /**
     * The certificates in PEM, one after another; what stands between them does not matter.
     *
     * @throws IOException when there is none, or one that is none
     */
    public static List<Certificate> read(byte[] pem) throws IOException {
        Matcher blocks = PEM.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        List<Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (blocks.find()) {
                byte[] der = Base64.getMimeDecoder().decode(blocks.group(1));
                certificates.add(factory.generateCertificate(new ByteArrayInputStream(der)));
            }
        } catch (CertificateException | IllegalArgumentException malformed) {
            throw new IOException("holds a certificate that cannot be read", malformed);
        }
        if (certificates.isEmpty()) {
            throw new IOException("holds no certificate in PEM");
        }
        return certificates;
    }

    @Override
    public TrustOptions copy() {
        return this;
    }

    @Override
    public TrustManagerFactory getTrustManagerFactory(Vertx vertx) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        int at = 0;
        for (Certificate certificate : ofJava()) {
            trusted.setCertificateEntry("java-" + at++, certificate);
        }
        for (Certificate certificate : certificates()) {
            trusted.setCertificateEntry("ca-" + at++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }

    @Override
    public Function<String, TrustManager[]> trustManagerMapper(Vertx vertx)
            throws IOException, GeneralSecurityException {
        TrustManager[] all = getTrustManagerFactory(vertx).getTrustManagers();
        return server -> all;
    }

    private List<Certificate> certificates() throws IOException {
        try {
            return new WatchedFile<>(file, CaBundle::read).content();
        } catch (IOException unusable) {
            throw new IOException("the CA file " + file + " cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    private static List<X509Certificate> ofJava() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        List<X509Certificate> issuers = new ArrayList<>();
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager known) {
                issuers.addAll(List.of(known.getAcceptedIssuers()));
            }
        }
        return issuers;
    }
}
