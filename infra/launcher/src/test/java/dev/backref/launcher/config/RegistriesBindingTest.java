package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Budget;
import dev.backref.ingest.registry.RegistrySettings.Webhook;
import dev.backref.ingest.registry.RequestClass;
import dev.backref.ingest.registry.SweepSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistriesBindingTest {
    private static final String NO_LIST = "registries: must be a list, whose entries begin with \"- name:\", and ";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{local: {url: 'http://h'}, other: 1} | has keys of its own: local, other",
                "local | is a single value: \"local\"",
                "5 | is a single value: \"5\"",
                "'' | is a single value: \"\"",
                "'http://bob:hunter2@h' | is a single value: \"http://…@h\"",
            })
    void saysThatItMustBeAList(String registries, String problem) throws Exception {
        assertThat(problems("registries: " + registries)).containsExactly(NO_LIST + problem);
    }

    @ParameterizedTest
    @CsvSource({"[]", "{}", "~"})
    void needsOne(String registries) throws Exception {
        assertThat(problems("registries: " + registries)).containsExactly("registries: at least one is needed");
    }

    @Test
    void quotesAnEntryOfTheRegistriesThatHasNoKeys() throws Exception {
        assertThat(problems("""
                registries:
                  - {name: local, url: 'http://h', budget: lots}
                  - foo
                  - [bar]
                  - {name: other}
                """))
                .containsExactly(
                        "registries[local].budget: has keys of its own, and is no single value: \"lots\"",
                        "registries[1]: has keys of its own, and is no single value: \"foo\"",
                        "registries[2]: has keys of its own, and is no list: \"[bar]\"",
                        "registries[other].url: is missing");
    }

    @Test
    void limitsClassesOfRequestsWhereItSaysSoOrTheEnvironmentDoes() throws Exception {
        Path file = Files.writeString(folder.resolve("backref.yaml"), """
                registries:
                  - {name: local, url: 'http://h', budget: {classes: {tags: {perSecond: 3}, token: {perSecond: 4}}}}
                """);
        Map<String, String> environment = Map.of(
                "BACKREF_REGISTRIES_LOCAL_BUDGET_CLASSES_TAGS_PERSECOND", "5",
                "BACKREF_REGISTRIES_LOCAL_BUDGET_CLASSES_REFERRERS_PER_SECOND", "6");
        assertThat(ConfigFile.read(file, environment)
                        .registries()
                        .get(0)
                        .access()
                        .budget())
                .isEqualTo(new Budget(
                        8, 50, Map.of(RequestClass.TAGS, 5, RequestClass.TOKEN, 4, RequestClass.REFERRERS, 6)));
    }

    @Test
    void refusesLimitsThatLimitNothing() throws Exception {
        assertThat(problems("""
                registries:
                  - {name: a, url: 'http://h', budget: {classes: {tags: 3, manifest: {perSecond: 0}}}}
                  - {name: b, url: 'http://h', budget: {classes: {tag: {perSecond: 1}, token: {concurrent: 1}}}}
                """))
                .containsExactly(
                        "registries[a].budget.classes.manifest.perSecond: is no whole number from 1 to 100000: \"0\"",
                        "registries[a].budget.classes.tags: has keys of its own, and is no single value: \"3\"",
                        "registries[b].budget.classes.token.concurrent: no such key: \"1\"; there are perSecond",
                        "registries[b].budget.classes.tag: no such key; did you mean \"tags\"?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "storage: '' | is no folder: \"\"",
                "storage: backref.yaml | is a file and no folder: \"backref.yaml\"",
                "storage: /srv, kind: zot | is understood of the kind distribution only: \"/srv\"",
                "storage: [a] | is no single value: \"[a]\"",
            })
    void refusesWhatIsNoFolderOrNotUnderstood(String keys, String problem) throws Exception {
        assertThat(problems("registries: [{name: local, url: 'http://h', " + keys + "}]"))
                .containsExactly("registries[local].storage: " + problem);
    }

    @Test
    void listsByAnApiOfTheRegistrysOwnWhereItSaysSo() throws Exception {
        Path file = Files.writeString(
                folder.resolve("backref.yaml"), "registries: [{name: local, url: 'http://h', sweep: {api: harbor}}]");
        assertThat(ConfigFile.read(file, Map.of()).registries().get(0).sweep().api())
                .contains(SweepSettings.Api.HARBOR);
        assertThat(problems("registries: [{name: local, url: 'http://h', sweep: {api: quay}}]"))
                .containsExactly("registries[local].sweep.api: is none of [harbor]: \"quay\"");
        assertThat(problems("registries: [{name: local, url: 'http://h', storage: /srv, sweep: {api: harbor}}]"))
                .containsExactly(
                        "registries[local].sweep.api: is not asked where the storage is listed; only one of them"
                                + " can be given");
    }

    @Test
    void leavesItToTheProcessThatListsWhetherTheStorageIsOne() throws Exception {
        Path file = Files.writeString(
                folder.resolve("backref.yaml"), "registries: [{name: local, url: 'http://h', storage: absent}]");
        assertThat(ConfigFile.read(file, Map.of()).storageProblems())
                .containsExactly("registries[local].storage: is no folder: \"" + folder.resolve("absent") + "\"");
        Files.createDirectories(folder.resolve("absent/docker/registry/v2/repositories"));
        assertThat(ConfigFile.read(file, Map.of()).storageProblems()).isEmpty();
    }

    @Test
    void readsHowLongWebhooksMayBeSilent() throws Exception {
        assertThat(silence("")).isEqualTo(Webhook.DEFAULT_SILENCE);
        assertThat(silence(", silence: 36h")).contains(Duration.ofHours(36));
        assertThat(silence(", silence: never")).isEmpty();
        assertThat(problems("registries: [{name: local, url: 'http://h', webhook: {silence: 5s}}]"))
                .containsExactly("registries[local].webhook.silence: is shorter than 1m, and not never: \"5s\"");
    }

    private Optional<Duration> silence(String more) throws IOException {
        Path file = Files.writeString(
                folder.resolve("backref.yaml"),
                "registries: [{name: local, url: 'http://h', webhook: {secret: 'env:S'" + more + "}}]");
        return ConfigFile.read(file, Map.of("S", "secret"))
                .registries()
                .get(0)
                .webhook()
                .orElseThrow()
                .silentAfter();
    }

    @Test
    void readsWhichRepositoriesThereAreAndByWhoseHookTheyCome() throws Exception {
        Path file = Files.writeString(folder.resolve("backref.yaml"), """
                registries:
                  - {name: hub, url: 'http://h', kind: ghcr, webhook: {secret: 'env:S'}}
                  - name: team
                    url: 'http://h'
                    kind: ghcr
                    webhook: {via: hub}
                    repositories: {include: ['team/**'], exclude: [team/old]}
                    sweep: {repositories: [team/old, team/new, other/a]}
                """);
        RegistrySettings team =
                ConfigFile.read(file, Map.of("S", "secret")).registries().get(1);

        assertThat(team.hookSecret()).isEmpty();
        assertThat(team.scope().via()).contains("hub");
        assertThat(team.scope().repositories().accepts("team/a/b")).isTrue();
        assertThat(team.scope().repositories().accepts("team/old")).isFalse();
        assertThat(team.sweep().repositories().names()).containsExactly("team/new");
        assertThat(team.sweep().repositories().accepts("team/old")).isFalse();
    }

    @Test
    void readsTheManagedRepositoryThatARegistryIs() throws Exception {
        Path file = Files.writeString(folder.resolve("backref.yaml"), """
                registries:
                  - {name: r, url: 'http://h:5001', kind: nexus, webhook: {secret: 'env:S', repository: docker-hosted}}
                  - {name: g, url: 'http://h:5002', kind: nexus, webhook: {via: r, repository: [a, b]}}
                """);
        assertThat(ConfigFile.read(file, Map.of("S", "s")).registries())
                .extracting(registry -> registry.scope().managed())
                .containsExactly(Set.of("docker-hosted"), Set.of("a", "b"));
        assertThat(problems("""
                registries:
                  - {name: a, url: 'http://h', kind: harbor, webhook: {secret: 'file:/dev/null', repository: b}}
                  - {name: c, url: 'http://h', kind: jfrog, webhook: {secret: 'file:/dev/null', repository: a/b}}
                  - {name: d, url: 'http://h', kind: jfrog, webhook: {secret: 'file:/dev/null', repository: e}}
                  - {name: f, url: 'http://f', kind: jfrog, webhook: {via: d, repository: [e, g]}}
                """))
                .contains(
                        "registries[a].webhook.repository: is understood of the kinds nexus and jfrog only: \"b\"",
                        "registries[c].webhook.repository: is no name of a repository of theirs: \"a/b\"",
                        "registries[f].webhook.repository: is that of another registry of the hook of d: \"e\"");
    }

    @Test
    void refusesAHookThatCannotBeShared() throws Exception {
        String what = ".webhook.via: names no other registry of the same kind with a hook: ";
        assertThat(problems("""
                registries:
                  - {name: hub, url: 'http://h', kind: ghcr}
                  - {name: a, url: 'http://h', kind: ghcr, webhook: {via: hub}}
                  - {name: b, url: 'http://h', kind: quay, webhook: {via: a}, repositories: {include: [A], only: b}}
                  - {name: c, url: 'http://h', kind: quay, webhook: {via: c}}
                """))
                .containsExactly(
                        "registries[b].repositories.include: is no repository name, nor a glob of one: \"A\"",
                        "registries[b].repositories.only: no such key: \"b\"; there are exclude, include",
                        "registries[a]" + what + "\"hub\"",
                        "registries[b]" + what + "\"a\"",
                        "registries[c]" + what + "\"c\"");
    }

    private List<String> problems(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("backref.yaml"), text);
        ConfigProblems problems = catchThrowableOfType(ConfigProblems.class, () -> ConfigFile.read(file, Map.of()));
        assertThat(problems).as("problems of %s", text).isNotNull();
        return problems.problems();
    }
}
