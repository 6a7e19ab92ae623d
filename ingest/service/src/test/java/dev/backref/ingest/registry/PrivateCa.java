package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An authority that nobody trusts, and a server's certificate that it signed, for 127.0.0.1 and registry.invalid.
 *
 * @param pem the file with the certificate of the authority
 */
record PrivateCa(Path folder, String name, Path pem) {
    private static final String PASSWORD = "changeit";

    static PrivateCa make(Path folder, String name) throws Exception {
        PrivateCa ca = new PrivateCa(folder, name, folder.resolve(name + ".pem"));
        ca.keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c");
        ca.keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=server",
                "-signer",
                "ca",
                "-ext",
                "SAN=IP:127.0.0.1,DNS:registry.invalid");
        ca.keytool("-exportcert", "-rfc", "-alias", "ca", "-file", ca.pem().toString());
        return ca;
    }

    HttpServerOptions server() {
        PfxOptions key = new PfxOptions().setPath(store()).setPassword(PASSWORD).setAlias("server");
        return new HttpServerOptions().setSsl(true).setKeyCertOptions(key);
    }

    private String store() {
        return folder.resolve(name + ".p12").toString();
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process made = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
    }
}
