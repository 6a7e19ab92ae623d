package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.RepositoryRule;
import dev.backref.ingest.registry.SweepSettings;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfiguredHookTest {
    private static final String SECRET = "hunter2";

    @Test
    void triesWhatTheReceiverWouldDo() {
        RegistrySettings local = registry("local", Kind.DISTRIBUTION, RepositoryRule.of(List.of(), List.of("tmp/**")));
        byte[] body = Payloads.envelope(
                Payloads.event("push", "'repository':'a','tag':'v1','digest':'" + Payloads.DIGEST + "'"),
                Payloads.event("push", "'repository':'tmp/b','tag':'v1'"),
                Payloads.event("pull", "'repository':'a'"),
                Payloads.event("push", "'repository':'a','tag':'?'"));

        HookTrial trial = hook(local).trial(MultiMap.caseInsensitiveMultiMap(), body, Reading.NOW);

        assertThat(trial.named())
                .extracting(event -> event.source().key())
                .containsExactly("local/a@" + Payloads.DIGEST, "local/a:v1", "local/tmp/b:v1");
        assertThat(trial.looks())
                .extracting(event -> event.source().key())
                .containsExactly("local/a@" + Payloads.DIGEST, "local/a:v1");
        assertThat(trial.actions()).containsOnlyKeys("push", "pull", "refused").containsEntry("push", 2);
        assertThat(trial.refusal()).get().satisfies(why -> {
            assertThat(why.reason()).isEqualTo("malformed-event");
            assertThat(why.detail()).isEqualTo("events[3].target.tag: not a tag: \"?\"");
            assertThat(why.origin()).isEqualTo("/hooks/local");
        });
        assertThat(trial.lost()).isTrue();
    }

    @Test
    void choosesAmongTheRegistriesOfOneHook() {
        RegistrySettings org = registry("org", Kind.DISTRIBUTION, RepositoryRule.ALL);
        RegistrySettings team = new RegistrySettings(
                "team",
                URI.create("https://registry.example.com"),
                Kind.DISTRIBUTION,
                RegistryHistory.UNKNOWN,
                Optional.empty(),
                org.access(),
                SweepSettings.ON_REQUEST,
                new RegistrySettings.Scope(RepositoryRule.of(List.of("team/**"), List.of()), Optional.of("org")));
        ConfiguredHook hook = ConfiguredHook.of(team, List.of(org, team)).orElseThrow();

        assertThat(hook.path()).isEqualTo("/hooks/org");
        assertThat(hook.registries()).containsExactly("team", "org");
        byte[] body = Payloads.envelope(
                Payloads.event("push", "'repository':'team/a','tag':'v1'"),
                Payloads.event("push", "'repository':'b','tag':'v1'"));
        assertThat(hook.trial(MultiMap.caseInsensitiveMultiMap(), body, Reading.NOW)
                        .looks())
                .extracting(RegistryEvent::source)
                .extracting(Object::toString)
                .containsExactly("team/team/a:v1", "org/b:v1");
    }

    @Test
    void looksWhetherHeadersProveTheSender() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        ConfiguredHook hook = hook(registry("local", Kind.GHCR, RepositoryRule.ALL));
        String right = SecretGuardTest.proof("sha256=HmacSHA256", SECRET, body);
        assertThat(proved(hook, "X-GitHub-Event", "ping", body)).isEmpty();
        assertThat(proved(hook, "x-hub-signature-256", right, body)).contains(true);
        assertThat(proved(hook, "X-Hub-Signature-256", right, "{ }".getBytes(StandardCharsets.UTF_8)))
                .contains(false);
        ConfiguredHook plain = hook(registry("local", Kind.DISTRIBUTION, RepositoryRule.ALL));
        assertThat(proved(plain, "authorization", "Bearer " + SECRET, body)).contains(true);
        assertThat(proved(plain, "Authorization", "Bearer other", body)).contains(false);
    }

    @Test
    void isNoneWithoutAWebhook() {
        RegistrySettings closed = new RegistrySettings(
                "closed",
                URI.create("https://registry.example.com"),
                Kind.DISTRIBUTION,
                RegistryHistory.UNKNOWN,
                Optional.empty(),
                registry("local", Kind.QUAY, RepositoryRule.ALL).access(),
                SweepSettings.ON_REQUEST);
        assertThat(ConfiguredHook.of(closed, List.of(closed))).isEmpty();
    }

    private static Optional<Boolean> proved(ConfiguredHook hook, String name, String value, byte[] body) {
        return hook.trial(MultiMap.caseInsensitiveMultiMap().add(name, value), body, Reading.NOW)
                .proved();
    }

    private static ConfiguredHook hook(RegistrySettings registry) {
        return ConfiguredHook.of(registry, List.of(registry)).orElseThrow();
    }

    static RegistrySettings registry(String name, Kind kind, RepositoryRule rule) {
        return new RegistrySettings(
                name,
                URI.create("https://registry.example.com"),
                kind,
                RegistryHistory.UNKNOWN,
                Optional.of(new RegistrySettings.Webhook(() -> SECRET)),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST,
                new RegistrySettings.Scope(rule, Optional.empty()));
    }
}
