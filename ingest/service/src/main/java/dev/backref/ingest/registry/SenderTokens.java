package dev.backref.ingest.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * The tokens that the sender of a registry's webhooks proves itself with (OpenID Connect Core 1.0 §2).
 *
 * @param issuer exactly as it stands in {@code iss}
 * @param audience that is one of those in {@code aud}
 * @param identity who the sender is: claims that are text, and what each says; empty where any sender of the issuer will do
 */
public record SenderTokens(String issuer, String audience, Map<String, String> identity) {
    public SenderTokens {
        identity = Map.copyOf(identity);
        if (!isIssuer(issuer)) {
            throw new IllegalArgumentException("not an issuer: \"" + issuer + "\"");
        }
        if (audience.isBlank()) {
            throw new IllegalArgumentException("not an audience: \"" + audience + "\"");
        }
    }

    /**
     * Whether it may be one: an https URL without a user, query and fragment (OpenID Connect Core 1.0 §1.2). Without TLS
     * anybody on the way could give his own keys for the issuer's, so that is for loopback alone.
     */
    public static boolean isIssuer(String text) {
        try {
            URI url = new URI(text);
            return Origin.of(url).answersForItself() && url.getRawQuery() == null && url.getRawFragment() == null;
        } catch (URISyntaxException | IllegalArgumentException noUrl) {
            return false;
        }
    }
}
