package dev.backref.launcher.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import dev.backref.ingest.registry.RegistrySettings.Scope;
import dev.backref.ingest.registry.RepositoryFilter;
import dev.backref.ingest.registry.RepositoryRule;
import dev.backref.ingest.registry.SweepSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads the list of registries; an entry's path has its name, because an index says nothing to anybody. */
final class RegistriesBinding {
    private static final String STAND_IN = "unnamed";
    private static final URI NOWHERE = URI.create("http://nowhere.invalid/");

    private final Environment environment;
    private final AccessBinding access;
    private final WebhookBinding webhooks;
    private final Function<String, Path> folders;
    private final List<String> problems;

    /** @param folders reads the name of a folder, which need not be there in every process */
    RegistriesBinding(Environment environment, Secrets secrets, Function<String, Path> folders, List<String> problems) {
        this.environment = environment;
        this.access = new AccessBinding(environment, secrets, problems);
        this.webhooks = new WebhookBinding(secrets, problems);
        this.folders = folders;
        this.problems = problems;
    }

    List<RegistrySettings> read(JsonNode list) {
        if (list.isNull() || (list.isEmpty() && !list.isValueNode())) {
            problems.add("registries: at least one is needed");
            return List.of();
        }
        if (!list.isArray()) {
            problems.add("registries: must be a list, whose entries begin with \"- name:\", and "
                    + (list.isObject()
                            ? "has keys of its own: " + String.join(", ", keys(list))
                            : "is a single value" + Section.quote(list.asText())));
            return List.of();
        }
        List<RegistrySettings> registries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int at = 0; at < list.size(); at++) {
            entry(list.get(at), at, names).ifPresent(registries::add);
        }
        registries.forEach(registry -> checkHook(registry, registries));
        registries.forEach(registry -> checkManaged(registry, registries));
        return registries;
    }

    private static List<String> keys(JsonNode mapping) {
        return mapping.properties().stream().map(Map.Entry::getKey).toList();
    }

    private Optional<RegistrySettings> entry(JsonNode entry, int at, Set<String> names) {
        String name = entry.path("name").asText("");
        boolean named = Location.isRegistryName(name);
        String path = "registries[" + (named ? name : at) + "]";
        Section registry = Section.shown(path, entry, environment, problems);
        if (!registry.holdsKeys()) {
            return Optional.empty();
        }
        if (!named) {
            problems.add(path + ".name: is no lower-case OCI name component, or is \"all\"" + Section.quote(name));
        } else if (names.contains(name)) {
            problems.add(path + ".name: is there twice: \"" + name + "\"");
        } else {
            names.stream()
                    .filter(other -> Environment.areAlike(name, other))
                    .forEach(other -> problems.add(path + ".name: environment variables cannot tell it from \"" + other
                            + "\": \"" + name + "\""));
            names.add(name);
        }
        return Optional.of(registry(registry, named ? name : STAND_IN));
    }

    /** What is said of one managed repository can be said of one registry only. */
    private void checkManaged(RegistrySettings hook, List<RegistrySettings> all) {
        Set<String> names = new HashSet<>(hook.scope().managed());
        all.stream()
                .filter(other -> other.scope().via().equals(Optional.of(hook.name())))
                .forEach(other -> new TreeSet<>(other.scope().managed())
                        .stream()
                                .filter(managed -> !names.add(managed))
                                .forEach(managed -> problems.add("registries[" + other.name()
                                        + "].webhook.repository: is that of another registry of the hook of "
                                        + hook.name() + Section.quote(managed))));
    }

    /** One that is reported by another's hook is one whose events that hook understands. */
    private void checkHook(RegistrySettings registry, List<RegistrySettings> all) {
        registry.scope().via().ifPresent(via -> {
            boolean fits = all.stream()
                    .anyMatch(other -> other.name().equals(via)
                            && other.kind() == registry.kind()
                            && other.webhook().isPresent()
                            && other.scope().via().isEmpty()
                            && !other.name().equals(registry.name()));
            if (!fits) {
                problems.add("registries[" + registry.name()
                        + "].webhook.via: names no other registry of the same kind with a hook" + Section.quote(via));
            }
        });
    }

    private RegistrySettings registry(Section registry, String name) {
        registry.knows("name");
        Kind kind = registry.value("kind", Section.choice(Kind.class)).orElse(Kind.DISTRIBUTION);
        Section webhook = registry.hiddenSection("webhook");
        Optional<String> via = webhook.value("via", text -> text);
        Set<String> managed = Set.copyOf(webhook.list("repository", text -> managed(kind, text)));
        Section intake = registry.section("intake");
        Optional<String> topic = intake.value("topic", Values::topic);
        intake.refuseOthers();
        RepositoryRule repositories = rule(registry.section("repositories"));
        RegistrySettings settings = new RegistrySettings(
                name,
                registry.required("url", Values::registryUrl, NOWHERE),
                kind,
                registry.value("history", Section.choice(RegistryHistory.class)).orElse(RegistryHistory.UNKNOWN),
                webhooks.read(webhook, kind, topic, via.isEmpty()),
                access.read(registry),
                sweep(registry, kind, repositories),
                new Scope(repositories, via, managed));
        registry.refuseOthers();
        return settings;
    }

    private static String managed(Kind kind, String text) {
        if (kind != Kind.NEXUS && kind != Kind.JFROG) {
            throw new IllegalArgumentException("is understood of the kinds nexus and jfrog only");
        }
        if (text.isBlank() || text.contains("/")) {
            throw new IllegalArgumentException("is no name of a repository of theirs");
        }
        return text;
    }

    private Path storage(Kind kind, String text) {
        if (kind != Kind.DISTRIBUTION) {
            throw new IllegalArgumentException("is understood of the kind distribution only");
        }
        return folders.apply(text).normalize();
    }

    private static RepositoryRule rule(Section repositories) {
        List<String> include = repositories.list("include", RepositoryFilter::entry);
        List<String> exclude = repositories.list("exclude", RepositoryFilter::entry);
        repositories.refuseOthers();
        return RepositoryRule.of(include, exclude);
    }

    private SweepSettings sweep(Section registry, Kind kind, RepositoryRule rule) {
        Section sweep = registry.section("sweep");
        Optional<Duration> every = sweep.value("every", Values::durationOrNever).orElse(SweepSettings.DEFAULT.every());
        List<String> repositories = sweep.list("repositories", RepositoryFilter::entry);
        Optional<SweepSettings.Api> api = sweep.value("api", Section.choice(SweepSettings.Api.class));
        Optional<Path> storage = registry.value("storage", text -> storage(kind, text));
        if (api.isPresent() && storage.isPresent()) {
            sweep.problem("api", "is not asked where the storage is listed; only one of them can be given");
        }
        sweep.refuseOthers();
        return new SweepSettings(every, RepositoryFilter.of(repositories).within(rule), storage, api);
    }
}
