package dev.backref.launcher.config;

import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.RegistrySettings.Webhook;
import dev.backref.ingest.registry.Secret;
import dev.backref.ingest.registry.SenderTokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads how webhooks of a registry come, and what proves their sender. */
final class WebhookBinding {
    /**
     * The issuers of kinds that have one for all their customers ("Authentication for push subscriptions", "Chainguard
     * events"). Whoever is one has its token for any audience, so only the identity tells them apart.
     */
    private static final Map<Kind, String> ISSUERS = Map.of(
            Kind.GAR, "https://accounts.google.com",
            Kind.CHAINGUARD, "https://issuer.enforce.dev");

    /** Claims that are looked at in any token. */
    private static final Set<String> OWN_RULES = Set.of("iss", "aud", "exp", "nbf", "iat", "email_verified");

    /** In the place of an identity. */
    private static final String ANY = "any";

    private final Secrets secrets;
    private final List<String> problems;

    WebhookBinding(Secrets secrets, List<String> problems) {
        this.secrets = secrets;
        this.problems = problems;
    }

    /**
     * Reads it.
     *
     * @param topic by which they come as well; nobody has to prove anything then
     * @param needed whether it is a problem when something is said of them, and nothing that proves their sender
     */
    Optional<Webhook> read(Section webhook, Kind kind, Optional<String> topic, boolean needed) {
        int before = problems.size();
        Optional<Secret> secret = webhook.value("secret", secrets::parse);
        Optional<Duration> silence =
                webhook.value("silence", Values::durationOrNever).orElse(Webhook.DEFAULT_SILENCE);
        Optional<Secret> previous = webhook.value("previousSecret", secrets::parse);
        Optional<SenderTokens> tokens = tokens(webhook.section("oidc"), kind);
        webhook.refuseOthers();
        if (tokens.isPresent() && (secret.isPresent() || previous.isPresent())) {
            webhook.problem("oidc", "stands beside a secret, and a webhook is proved by one of them");
        }
        boolean unproven = needed && webhook.isGiven() && topic.isEmpty();
        if (unproven && secret.isEmpty() && tokens.isEmpty() && problems.size() == before) {
            webhook.problem("secret", "is missing, and so is oidc");
        }
        boolean former = previous.isPresent() && secret.isEmpty() && tokens.isEmpty();
        if (former && topic.isPresent() && problems.size() == before) {
            webhook.problem("previousSecret", "stands without a secret, so that no hook is open");
        }
        if (tokens.isEmpty() && secret.isEmpty() && topic.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Webhook(
                secret.filter(unless -> tokens.isEmpty())
                        .map(current -> previous.map(current::replacing).orElse(current)),
                tokens,
                silence,
                topic));
    }

    private Optional<SenderTokens> tokens(Section oidc, Kind kind) {
        int before = problems.size();
        Optional<String> issuer = oidc.value("issuer", WebhookBinding::issuer);
        Optional<String> audience = oidc.value("audience", WebhookBinding::text);
        Optional<String> any = oidc.inPlaceOfMap("identity");
        any.filter(word -> !word.equals(ANY))
                .ifPresent(word -> oidc.problem("identity", "is neither a map of claims nor " + ANY, word));
        Map<String, String> identity = any.isPresent() ? Map.of() : oidc.map("identity");
        identity.forEach((claim, value) -> check(oidc, claim, value));
        oidc.refuseOthers();
        boolean given = oidc.isGiven()
                || !identity.isEmpty()
                || Stream.of(issuer, audience, any).anyMatch(Optional::isPresent);
        if (!given || problems.size() > before) {
            return Optional.empty();
        }
        Optional<String> named = issuer.or(() -> Optional.ofNullable(ISSUERS.get(kind)));
        if (named.isEmpty()) {
            oidc.problem("issuer", "is missing");
        }
        if (audience.isEmpty()) {
            oidc.problem("audience", "is missing");
        }
        if (identity.isEmpty()) {
            named.ifPresent(name -> checkMissing(oidc, name, any.isPresent()));
        }
        return problems.size() > before
                ? Optional.empty()
                : named.flatMap(name -> audience.map(meant -> new SenderTokens(name, meant, identity)));
    }

    private static void checkMissing(Section oidc, String issuer, boolean any) {
        if (ISSUERS.containsValue(issuer)) {
            oidc.problem("identity", "must hold claims: anybody can have a token for any audience of", issuer);
        } else if (!any) {
            oidc.problem("identity", "is missing; " + ANY + " lets in every sender of the issuer");
        }
    }

    private static void check(Section oidc, String claim, String value) {
        if (OWN_RULES.contains(claim)) {
            oidc.problem("identity", "holds a claim that is looked at anyway", claim);
        } else if (value.isBlank()) {
            oidc.problem("identity." + claim, "is blank", value);
        }
    }

    private static String issuer(String text) {
        if (!SenderTokens.isIssuer(text)) {
            throw new IllegalArgumentException(
                    "is no https URL without user, query and fragment; http is for loopback alone");
        }
        return text;
    }

    private static String text(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is blank");
        }
        return text;
    }
}
