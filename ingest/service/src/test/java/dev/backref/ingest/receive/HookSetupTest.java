package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.RegistrySettings.Webhook;
import dev.backref.ingest.registry.Secret;
import dev.backref.ingest.registry.SenderTokens;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HookSetupTest {
    private static final String URL = "https://backref.example.com/hooks/local";

    @ParameterizedTest
    @EnumSource(Kind.class)
    void hasATextForEveryKindInWhichEveryNameIsFilled(Kind kind) {
        for (Webhook webhook : List.of(new Webhook(placed("env:HOOK")), tokens("https://issuer.example.com"))) {
            String text = text(kind, webhook);
            assertThat(text).contains(URL, "\n\nEvents: ", "\n\nWhat it does not tell:\n- ");
            assertThat(text).doesNotContain("{{", "}}}", "hunter2", "\n== ");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void showsTheSecretAsItsSenderIsToProveItself(Kind kind) {
        String text = text(kind, new Webhook(placed("env:HOOK")));
        List<HookProof> proofs = HookParser.of(kind).proofs();
        assertThat(text).containsAnyOf("<the value of HOOK>", "${HOOK:?}").doesNotContain("$HOOK");
        if (text.contains("?secret=")) {
            assertThat(proofs).contains(QueryProof.SECRET);
            assertThat(text)
                    .containsPattern(
                            "\\?secret=(<the value of HOOK>|\\$\\(printf %s \"\\$\\{HOOK:\\?}\" \\| jq -sRr @uri\\)\")")
                    .containsIgnoringCase("percent-encode");
        }
        if (proofs.equals(List.of(HeaderProof.AUTHORIZATION)) && kind != Kind.ECR && kind != Kind.ZOT) {
            assertThat(text).containsPattern("Bearer (<the value of HOOK>|\\$\\{HOOK:\\?})");
        }
    }

    @Test
    void readsAFileWhereACommandNeedsTheSecret() {
        assertThat(text(Kind.ACR, new Webhook(placed("file:/run/it's/hook secret"))))
                .contains("--headers \"Authorization=Bearer $(cat '/run/it'\\''s/hook secret')\"");
    }

    @Test
    void hasTheTokensOfTheVendorWhereItHasSome() {
        assertThat(text(Kind.ACR_EVENTGRID, tokens("https://issuer.example.com")))
                .contains("--azure-active-directory-application-id-or-uri 'api://backref'")
                .doesNotContain("?secret=");
        assertThat(text(Kind.QUAY, tokens("https://issuer.example.com")))
                .contains("a token of the issuer\nhttps://issuer.example.com for the audience \"api://backref\"")
                .doesNotContain("?secret=");
    }

    private static String text(Kind kind, Webhook webhook) {
        return String.join("\n", HookSetup.of(kind).lines(webhook, URL));
    }

    private static Webhook tokens(String issuer) {
        SenderTokens tokens = new SenderTokens(issuer, "api://backref", Map.of("email", "push@example.com"));
        return new Webhook(Optional.empty(), Optional.of(tokens), Webhook.DEFAULT_SILENCE);
    }

    private static Secret placed(String place) {
        return new Secret() {
            @Override
            public String reveal() {
                return "hunter2";
            }

            @Override
            public String place() {
                return place;
            }
        };
    }
}
