package dev.backref.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The clients of one user: where they run, and the logins that they keep by host. */
final class Clients {
    private final Path folder;
    private final Map<String, String> environment;
    private final Map<String, String> logins;

    private Clients(Path folder, Map<String, String> environment, Map<String, String> logins) {
        this.folder = folder;
        this.environment = environment;
        this.logins = logins;
    }

    Clients(Path folder) throws IOException {
        this(Files.createDirectories(folder), new TreeMap<>(), new TreeMap<>());
        String home = folder.toString();
        environment.putAll(Map.of("HOME", home, "DOCKER_CONFIG", home, "XDG_CONFIG_HOME", home));
        environment.putAll(Map.of("REGISTRY_AUTH_FILE", loginsFile().toString(), "COSIGN_PASSWORD", ""));
        writeLogins();
    }

    /** The same user, who lets cosign do what it calls experimental. */
    Clients experimental() {
        Map<String, String> more = new TreeMap<>(environment);
        more.put("COSIGN_EXPERIMENTAL", "1");
        return new Clients(folder, more, logins);
    }

    Path folder() {
        return folder;
    }

    /** Lets the clients bring an account to a host. */
    void login(String host, String username, String password) throws IOException {
        String account = username + ":" + password;
        logins.put(host, Base64.getEncoder().encodeToString(account.getBytes(StandardCharsets.UTF_8)));
        writeLogins();
    }

    /** Runs a client to its end; it must succeed. */
    String run(String name, String... arguments) {
        Kit.Ran ran = attempt(name, List.of(arguments));
        assertThat(ran.exitCode())
                .as("%s %s: %s", name, List.of(arguments), ran.printed())
                .isZero();
        return ran.printed();
    }

    /** Runs a client to its end, whatever that is. */
    Kit.Ran attempt(String name, List<String> arguments) {
        return Kit.run(folder, environment, name, arguments);
    }

    /** Keys of cosign, and a certificate of notation that is trusted for everything. */
    Clients withKeys() throws IOException {
        run("cosign", "generate-key-pair");
        run("notation", "cert", "generate-test", "--default", "e2e.example");
        Path policy = Files.writeString(folder.resolve("policy.json"), """
                {"version": "1.0", "trustPolicies": [{"name": "all", "registryScopes": ["*"],
                 "signatureVerification": {"level": "strict"}, "trustStores": ["ca:e2e.example"],
                 "trustedIdentities": ["*"]}]}
                """);
        run("notation", "policy", "import", policy.toString());
        return this;
    }

    private void writeLogins() throws IOException {
        String auths = logins.entrySet().stream()
                .map(login -> "\"%s\": {\"auth\": \"%s\"}".formatted(login.getKey(), login.getValue()))
                .collect(Collectors.joining(", "));
        Files.writeString(loginsFile(), "{\"auths\": {" + auths + "}}");
    }

    private Path loginsFile() {
        return folder.resolve("config.json");
    }
}
