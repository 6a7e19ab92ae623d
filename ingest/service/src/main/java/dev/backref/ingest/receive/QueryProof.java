package dev.backref.ingest.receive;

import dev.backref.ingest.registry.Secret;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The secret in the query, for registries that can send nothing else. Whoever logs requests on the way logs it, so every
 * other proof is better.
 *
 * @param parameter that holds it
 */
record QueryProof(String parameter) implements HookProof {
    static final QueryProof SECRET = new QueryProof("secret");

    @Override
    public boolean isShownBy(Head head, Secret secret) {
        boolean shown = false;
        for (String field : head.query().split("&", -1)) {
            if (field.startsWith(parameter + "=")) {
                shown |= SenderProof.areEqual(decoded(field.substring(parameter.length() + 1)), secret);
            }
        }
        return shown;
    }

    @Override
    public List<String> ways() {
        return List.of("query");
    }

    @Override
    public ShownProof shown(String way, Secret secret, byte[] body) {
        String query = parameter + "=" + URLEncoder.encode(secret.reveal(), StandardCharsets.UTF_8);
        return new ShownProof(way, Map.of(), query);
    }

    private static byte[] decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }
}
