package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.RegistrySettings.Scope;
import dev.backref.ingest.registry.RepositoryRule;
import dev.backref.ingest.registry.SweepSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which registry an event is of when one hook is for several. */
class HookTargetsTest {
    private static final RegistrySettings HUB = registry("hub", "https://registry-1.docker.io", RepositoryRule.ALL, "");
    private static final RegistrySettings TEAM =
            registry("team", "https://registry-1.docker.io", rule(List.of("team/**"), List.of("team/old-*")), "hub");
    private static final RegistrySettings OTHER =
            registry("other", "https://registry.example.com:5000", RepositoryRule.ALL, "hub");
    private static final RegistrySettings STRANGER = registry("stranger", "https://s", RepositoryRule.ALL, "any");

    @ParameterizedTest
    @CsvSource({
        "docker.io, team/app, team/team/app",
        "docker.io, team/a/b, team/team/a/b",
        "index.docker.io, team/old-app, hub/team/old-app",
        "Docker.IO, library/alpine, hub/library/alpine",
        "registry.example.com:5000, team/app, other/team/app",
        "registry.example.com, team/app, other/team/app",
        "'', team/app, team/team/app",
        "'', any/app, other/any/app",
    })
    void letsHostAndPathChoose(String host, String repository, String location) {
        assertThat(targets().location(host, repository)).isEqualTo(Location.parse(location));
    }

    @Test
    void saysWhatToConfigureForARegistryThatNobodyKnows() {
        assertThatThrownBy(() -> targets().location("ghcr.io", "a/b"))
                .isInstanceOf(NoSuchRegistry.class)
                .hasMessage("no registry of this hook has \"ghcr.io/a/b\": add one of that url with webhook.via: hub");
        assertThatThrownBy(() -> targets().location("docker.io", "A"))
                .isNotInstanceOf(NoSuchRegistry.class)
                .hasMessage("not a repository name: \"A\"");
    }

    @Test
    void takesAnyHostForItsOwnRegistryWhereItIsForOneOnly() {
        HookTargets targets = HookTargets.of(HUB, List.of(HUB, STRANGER));

        assertThat(targets.location("proxy.internal:8443", "a")).isEqualTo(Location.parse("hub/a"));
    }

    @Test
    void keepsAnEventOfAnUnknownRegistryAsADeadLetterWithItsReason() {
        ParsedHook parsed = parse("ghcr.io/a/b", "registry.example.com:5000/a/c");

        assertThat(parsed.events()).extracting(event -> event.source().key()).containsExactly("other/a/c:v1");
        assertThat(parsed.actions()).containsEntry("push", 1).containsEntry("unknown-registry", 1);
        assertThat(parsed.unread().orElseThrow().reason()).isEqualTo("unknown-registry");
        assertThat(parsed.unread().orElseThrow().detail())
                .startsWith("[0].no registry of this hook has \"ghcr.io/a/b\"");
    }

    @Test
    void saysThatABodyIsMalformedWhereBothAreWrong() {
        ParsedHook parsed = parse("ghcr.io/a/b", "registry.example.com:5000/A_");

        assertThat(parsed.unread().orElseThrow().reason()).isEqualTo("malformed-event");
    }

    @Test
    void leavesOutWhatTheRuleOfItsRegistryDoes() {
        RegistrySettings ruled = registry("hub", "https://h", rule(List.of("a/*", "b"), List.of("a/secret")), "");
        HookTargets targets = HookTargets.of(ruled, List.of(ruled));
        List<String> accepted = List.of("a/x", "a/secret", "b", "c", "a/x/y").stream()
                .filter(repository -> targets.accepts(targets.location("h", repository)))
                .toList();

        assertThat(accepted).containsExactly("a/x", "b");
    }

    @Test
    void countsWhatIsLeftOut() {
        ParsedHook parsed = parse("registry.example.com:5000/a", "registry.example.com:5000/b");

        ParsedHook without =
                parsed.without(event -> event.source().location().repository().equals("a"));

        assertThat(without.events()).extracting(RegistryEvent::source).hasSize(1);
        assertThat(without.actions()).containsEntry("excluded", 1).containsEntry("push", 2);
        assertThat(parsed.without(event -> false)).isSameAs(parsed);
    }

    @Test
    void takesTheNameOfTheManagedRepositoryFromARegistryThatIsAllOfIt() {
        RegistrySettings hosted = managed("hosted", "https://nexus.example.com:5001", "Docker.Hosted", "");
        RegistrySettings proxy = managed("proxy", "https://docker-proxy.example.com", "docker-proxy", "hosted");
        HookTargets targets = HookTargets.of(hosted, List.of(hosted, proxy));

        assertThat(targets.location("", "Docker.Hosted/team/app")).isEqualTo(Location.parse("hosted/team/app"));
        assertThat(targets.location("manager.example.com", "docker-proxy/team/app"))
                .isEqualTo(Location.parse("proxy/team/app"));
        assertThatThrownBy(() -> targets.location("", "docker-proxy-2/app"))
                .isInstanceOf(NoSuchRegistry.class)
                .hasMessageStartingWith("no registry of this hook has \"docker-proxy-2/app\"");
        assertThatThrownBy(() -> targets.location("", "docker-proxy/A")).hasMessage("not a repository name: \"A\"");
        HookTargets alone = HookTargets.of(proxy, List.of(proxy));
        assertThat(alone.location("", "docker-proxy/app")).isEqualTo(Location.parse("proxy/app"));
        assertThatThrownBy(() -> alone.location("", "docker-hosted/app")).isInstanceOf(NoSuchRegistry.class);
    }

    @Test
    void readsWhatNexusAndArtifactoryReportOfAManagedRepository() {
        assertThat(managedKeys(
                        Kind.NEXUS, "nexus/rm_repository_component.docker.CREATED.reconstructed.json", "docker-hosted"))
                .containsExactly("local/library/alpine:3.20");
        assertThat(managedKeys(Kind.JFROG, "jfrog/docker.deleted.reconstructed.json", "docker-local"))
                .contains("local/library/ubuntu:latest");
    }

    @Test
    void knowsTheMembersOfAGroupAndTheCachesOfRemoteOnes() {
        RegistrySettings group = registry(
                "group",
                "https://docker.example.com",
                new Scope(RepositoryRule.ALL, Optional.empty(), Set.of("docker-local", "docker-remote")));
        HookTargets targets = HookTargets.of(group, List.of(group));

        assertThat(List.of("docker-local/app", "docker-remote/app", "docker-remote-cache/app"))
                .allSatisfy(named -> assertThat(targets.location("", named)).isEqualTo(Location.parse("group/app")));
        assertThatThrownBy(() -> targets.location("", "docker-other/app")).isInstanceOf(NoSuchRegistry.class);
    }

    @Test
    void asksOfManagedRepositoriesBeforeOthersThatTakeAnyName() {
        RegistrySettings hosted = managed("hosted", "https://nexus.example.com:5001", "docker-hosted", "");
        RegistrySettings paths = registry("paths", "https://nexus.example.com", RepositoryRule.ALL, "hosted");
        HookTargets targets = HookTargets.of(hosted, List.of(hosted, paths));

        assertThat(targets.registries()).containsExactly("hosted", "paths");
        assertThat(targets.location("", "docker-hosted/app")).isEqualTo(Location.parse("hosted/app"));
        assertThat(targets.location("", "docker-other/app")).isEqualTo(Location.parse("paths/docker-other/app"));
    }

    private static List<String> managedKeys(Kind kind, String file, String repository) {
        RegistrySettings local = managed("local", "https://docker.example.com", repository, "");
        Delivery delivery = new Delivery(
                "local",
                new RecordHeaders(),
                Payloads.resource(file),
                Reading.NOW,
                HookTargets.of(local, List.of(local)));
        return HookParser.of(kind).parse(delivery).events().stream()
                .map(event -> event.source().key())
                .toList();
    }

    private static RegistrySettings managed(String name, String url, String repository, String via) {
        return registry(
                name,
                url,
                new Scope(RepositoryRule.ALL, Optional.of(via).filter(each -> !each.isEmpty()), Set.of(repository)));
    }

    private static HookTargets targets() {
        return HookTargets.of(HUB, List.of(HUB, STRANGER, TEAM, OTHER));
    }

    /** Pushes of the tag v1, as Google reports them. */
    private static ParsedHook parse(String one, String other) {
        String body = "[{'action':'INSERT','tag':'" + one + ":v1'},{'action':'INSERT','tag':'" + other + ":v1'}]";
        return new GarParser()
                .parse(new Delivery(
                        "hub",
                        new RecordHeaders(),
                        body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                        Reading.NOW,
                        targets()));
    }

    private static RepositoryRule rule(List<String> include, List<String> exclude) {
        return RepositoryRule.of(include, exclude);
    }

    private static RegistrySettings registry(String name, String url, RepositoryRule rule, String via) {
        return registry(name, url, new Scope(rule, Optional.of(via).filter(each -> !each.isEmpty())));
    }

    private static RegistrySettings registry(String name, String url, Scope scope) {
        return new RegistrySettings(
                name,
                URI.create(url),
                Kind.DOCKERHUB,
                RegistryHistory.NONE,
                Optional.of(new RegistrySettings.Webhook(() -> "secret")),
                new RegistrySettings.Access(Optional.empty(), RegistrySettings.Budget.DEFAULT, Set.of()),
                SweepSettings.ON_REQUEST,
                scope);
    }
}
