package dev.backref.e2e;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A token server as CNCF Distribution describes it (auth/token): it gives whoever has an account here a token for those of
 * the scopes asked for that name the one repository there is.
 */
final class TokenServer implements AutoCloseable {
    private static final String STORE_PASSWORD = "changeit";
    private static final String NAME = "token";
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final HttpServer server;
    private final Map<String, String> accounts;
    private final String repository;
    private final Path certificate;
    private final KeyStore keys;

    private TokenServer(Path folder, Map<String, String> accounts, String repository)
            throws IOException, GeneralSecurityException {
        this.accounts = Map.copyOf(accounts);
        this.repository = repository;
        this.certificate = folder.resolve("token.pem");
        this.keys = makeKeys(folder);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", this::answer);
        server.start();
    }

    /**
     * Starts one.
     *
     * @param accounts passwords by user
     * @param repository that tokens are given for, as the registry calls it
     */
    static TokenServer start(Path folder, Map<String, String> accounts, String repository)
            throws IOException, GeneralSecurityException {
        return new TokenServer(folder, accounts, repository);
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** What the registry's configuration has for {@code auth}. */
    String auth() {
        return "{token: {realm: \"http://%s/token\", service: e2e, issuer: e2e, rootcertbundle: \"%s\"}}"
                .formatted(host(), certificate);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private KeyStore makeKeys(Path folder) throws IOException, GeneralSecurityException {
        Path store = folder.resolve("token.p12");
        keytool(store, "-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=e2e", "-validity", "2");
        keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            loaded.load(in, STORE_PASSWORD.toCharArray());
        }
        return loaded;
    }

    private static void keytool(Path store, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-alias", NAME, "-keystore", store.toString(), "-storepass", STORE_PASSWORD));
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("keytool failed: " + command);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String user = user(exchange.getRequestHeaders().getFirst("Authorization"));
        boolean get = exchange.getRequestMethod().equals("GET"); // Clients try POST first, and fall back on 404.
        int status = get ? (user.isEmpty() ? 401 : 200) : 404;
        byte[] body = status == 200 ? token(user, exchange.getRequestURI().getRawQuery()) : new byte[0];
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Empty for anybody without an account. */
    private String user(String authorization) {
        return accounts.entrySet().stream()
                .filter(account -> ("Basic "
                                + Base64.getEncoder()
                                        .encodeToString((account.getKey() + ":" + account.getValue())
                                                .getBytes(StandardCharsets.UTF_8)))
                        .equals(authorization))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    private byte[] token(String user, String query) {
        try {
            String signed = part(header()) + "." + part(claims(user, query));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign((PrivateKey) keys.getKey(NAME, STORE_PASSWORD.toCharArray()));
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            String token = signed + "." + URL.encodeToString(signature.sign());
            return Json.write(Map.of("token", token, "access_token", token, "expires_in", 300));
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private ObjectNode header() throws GeneralSecurityException {
        ObjectNode header = Json.MAPPER.createObjectNode().put("typ", "JWT").put("alg", "RS256");
        byte[] own = keys.getCertificate(NAME).getEncoded();
        header.putArray("x5c").add(Base64.getEncoder().encodeToString(own));
        return header;
    }

    private ObjectNode claims(String user, String query) {
        long now = Instant.now().getEpochSecond();
        ObjectNode claims = Json.MAPPER
                .createObjectNode()
                .put("iss", "e2e")
                .put("aud", "e2e")
                .put("sub", user)
                .put("iat", now)
                .put("nbf", now - 10)
                .put("exp", now + 300)
                .put("jti", UUID.randomUUID().toString());
        ArrayNode access = claims.putArray("access");
        for (String scope : scopes(query)) {
            String[] parts = scope.split(":", 3);
            if (parts.length == 3 && parts[1].equals(repository)) {
                ArrayNode actions = access.addObject()
                        .put("type", parts[0])
                        .put("name", parts[1])
                        .putArray("actions");
                Arrays.stream(parts[2].split(",")).forEach(actions::add);
            }
        }
        return claims;
    }

    private static List<String> scopes(String query) {
        return Arrays.stream(query.split("&"))
                .filter(parameter -> parameter.startsWith("scope="))
                .map(parameter -> URLDecoder.decode(parameter.substring("scope=".length()), StandardCharsets.UTF_8))
                .flatMap(scopes -> Arrays.stream(scopes.split(" ")))
                .toList();
    }

    private static String part(ObjectNode json) {
        return URL.encodeToString(Json.write(json));
    }
}
