package dev.backref.ingest.receive;

import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.RegistrySettings.Webhook;
import dev.backref.ingest.registry.Secret;
import dev.backref.ingest.registry.SenderTokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an operator gives a registry of some kind, so that it notifies a hook: a resource of each kind, in sections, with
 * {@code {{names}}} in the place of what is configured. A secret is named there, and never shown.
 */
final class HookSetup {
    private static final Pattern NAME = Pattern.compile("\\{\\{([a-z.]+)}}");
    private static final Pattern SECTION = Pattern.compile("(?m)^== ");
    private static final String SECRET = "with a secret";
    private static final String TOKENS = "with tokens";

    /** For kinds whose vendor has no tokens of its own: whoever sends their webhooks has them, such as a proxy between. */
    private static final String ANY_TOKENS = """
            Whatever sends its webhooks to {{url}} sends with each, as Authorization: Bearer, a token of the issuer
            {{issuer}} for the audience "{{audience}}".
            """;

    private static final String TOPIC = """
            Whatever sends its webhooks to the topic {{topic}} writes the body of one as the value of one record.
            """;

    private final Kind kind;
    private final Map<String, String> sections;

    private HookSetup(Kind kind, Map<String, String> sections) {
        this.kind = kind;
        this.sections = sections;
    }

    static HookSetup of(Kind kind) {
        Map<String, String> sections = new HashMap<>();
        for (String section : SECTION.split(text(kind), -1)) {
            int end = section.indexOf('\n');
            if (end > 0) {
                sections.put(
                        section.substring(0, end), section.substring(end + 1).strip());
            }
        }
        return new HookSetup(kind, sections);
    }

    private static String text(Kind kind) {
        String name = "hooks/" + kind.word() + ".txt";
        try (InputStream stream = HookSetup.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("there is no resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * The lines of it, with what is to be pasted as it is to be pasted.
     *
     * @param url of the hook, as the registry reaches it
     */
    List<String> lines(Webhook webhook, String url) {
        Map<String, String> values = values(webhook, url);
        String setup = setup(webhook);
        String whole = setup.strip() + "\n\nEvents: " + section("events") + "\n\nWhat it does not tell:\n"
                + section("not told");
        return filled(whole, values).lines().toList();
    }

    private String setup(Webhook webhook) {
        if (webhook.isOpen()) {
            return webhook.tokens().isPresent() ? sections.getOrDefault(TOKENS, ANY_TOKENS) : section(SECRET);
        }
        return TOPIC;
    }

    private String section(String name) {
        return Optional.ofNullable(sections.get(name))
                .orElseThrow(
                        () -> new IllegalStateException("the text of " + kind.word() + " has no \"" + name + "\""));
    }

    private static Map<String, String> values(Webhook webhook, String url) {
        Map<String, String> values = new HashMap<>();
        values.put("url", url);
        webhook.topic().ifPresent(topic -> values.put("topic", topic));
        webhook.secret().ifPresent(secret -> {
            values.put("secret", inWords(secret));
            values.put("secret.shell", inShell(secret));
            values.put("secret.uri", "$(printf %s \"" + inShell(secret) + "\" | jq -sRr @uri)");
        });
        webhook.tokens().ifPresent(tokens -> {
            values.put("issuer", tokens.issuer());
            values.put("audience", tokens.audience());
            values.put("email", email(tokens));
        });
        return values;
    }

    private static String email(SenderTokens tokens) {
        return tokens.identity().getOrDefault("email", "<service account>");
    }

    private String filled(String text, Map<String, String> values) {
        return NAME.matcher(text)
                .replaceAll(name -> Matcher.quoteReplacement(Optional.ofNullable(values.get(name.group(1)))
                        .orElseThrow(() -> new IllegalStateException(
                                "the text of " + kind.word() + " names what is not known: " + name.group()))));
    }

    /** Where a secret is, in the place of the secret. */
    static String inWords(Secret secret) {
        return placed(secret, "<the value of %s>", "<the content of %s>", "'");
    }

    /** The secret itself between double quotes of a command, which fails without it. */
    private static String inShell(Secret secret) {
        return placed(secret, "${%s:?}", "$(cat '%s')", "'\\''");
    }

    /** @param quote in the place of a single one in a path */
    private static String placed(Secret secret, String variable, String file, String quote) {
        String place = secret.place();
        String name = place.substring(place.indexOf(':') + 1);
        if (place.isEmpty()) {
            return "<the secret>";
        }
        return place.startsWith("env:") ? String.format(variable, name) : String.format(file, name.replace("'", quote));
    }
}
