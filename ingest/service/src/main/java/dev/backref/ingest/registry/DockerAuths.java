package dev.backref.ingest.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of docker's {@code config.json} that say who one is: {@code credHelpers}, {@code credsStore}, {@code auths}. */
public final class DockerAuths {
    private final JsonNode root;

    private DockerAuths(JsonNode root) {
        this.root = root;
    }

    /**
     * Reads such a file.
     *
     * @throws IOException when it is none
     */
    public static DockerAuths read(byte[] json) throws IOException {
        JsonNode root;
        try {
            root = Json.read(json, JsonNode.class);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("is no JSON"); // Without the cause: its message can quote what stands there.
        }
        if (!root.isObject()) {
            throw new IOException("is no JSON object");
        }
        return new DockerAuths(root);
    }

    /** The helper to ask for a host: its own, or else the one for all. An empty name means that there is none for it. */
    Optional<String> helper(DockerHost host) {
        JsonNode own = root.path("credHelpers");
        return host.among(keys(own))
                .map(key -> own.path(key).asText())
                .or(() -> Optional.of(root.path("credsStore").asText()))
                .filter(name -> !name.isEmpty());
    }

    /**
     * What is written there for a host; nothing where it has no entry, or one that is empty.
     *
     * @throws IOException when the entry cannot be used, with a message that shows nothing of it
     */
    Optional<Credentials> entry(DockerHost host) throws IOException {
        JsonNode auths = root.path("auths");
        Optional<String> key = host.among(keys(auths));
        if (key.isEmpty()) {
            return Optional.empty();
        }
        JsonNode entry = auths.path(key.get());
        String[] pair = pair(key.get(), entry);
        String token = entry.path("identitytoken").asText();
        if (!token.isEmpty()) {
            return Optional.of(Credentials.identityToken(pair[0], token));
        }
        if (pair[0].isEmpty() && pair[1].isEmpty()) {
            if (!entry.path("registrytoken").asText().isEmpty()) {
                throw new IOException("has only a registrytoken for \"" + key.get() + "\", which is not supported");
            }
            return Optional.empty();
        }
        return Optional.of(Credentials.password(pair[0], pair[1]));
    }

    /** Name and password; {@code auth} has both, and is what docker itself writes. */
    private static String[] pair(String key, JsonNode entry) throws IOException {
        String both = entry.path("auth").asText();
        if (both.isEmpty()) {
            return new String[] {
                entry.path("username").asText(), entry.path("password").asText()
            };
        }
        try {
            String decoded = new String(Base64.getDecoder().decode(both.strip()), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            if (colon >= 0) {
                return new String[] {decoded.substring(0, colon), decoded.substring(colon + 1)};
            }
        } catch (IllegalArgumentException noBase64) {
            throw new IOException("has no base64 in the auth of \"" + key + "\"");
        }
        throw new IOException("has no name and password in the auth of \"" + key + "\"");
    }

    private static List<String> keys(JsonNode mapping) {
        return mapping.properties().stream().map(Map.Entry::getKey).toList();
    }
}
