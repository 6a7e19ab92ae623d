package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Location;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RepositoryRule;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The registries that one hook takes events of: its own, and those that are reported through it, such as the accounts and
 * namespaces of one organisation. Host and path of an event say which of them is meant.
 */
final class HookTargets {
    /** Docker Hub's reports say the first, its API is at the third. */
    private static final Set<String> DOCKER_HUB =
            Set.of("docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com");

    /** Behind the name of a remote repository, where Artifactory keeps what came from there ("Remote Repositories"). */
    private static final String CACHE = "-cache";

    private final String own;
    private final List<Target> targets;

    /** @param managed what events say before the names of its repositories; empty where they say nothing before them */
    private record Target(String registry, String host, RepositoryRule rule, List<String> managed) {
        static Target of(RegistrySettings registry) {
            return new Target(
                    registry.name(),
                    plain(registry.url().getAuthority()),
                    registry.scope().repositories(),
                    registry.scope().managed().stream()
                            .flatMap(name -> Stream.of(name, name + CACHE))
                            .map(name -> name + "/")
                            .toList());
        }

        boolean isManaged() {
            return !managed.isEmpty();
        }

        /** The name that the registry itself has for a repository; empty for one of another managed repository. */
        Optional<String> ownName(String repository) {
            return isManaged()
                    ? managed.stream()
                            .filter(repository::startsWith)
                            .findFirst()
                            .map(prefix -> repository.substring(prefix.length()))
                    : Optional.of(repository);
        }

        /** The host that a manager names is its own, so it says nothing of those at which its repositories are. */
        boolean isMeantBy(String named, String repository) {
            String other = plain(named);
            boolean here = other.isEmpty() || other.equals(host) || other.equals(withoutPort(host));
            return (here || isManaged())
                    && ownName(repository).filter(rule::accepts).isPresent();
        }
    }

    private HookTargets(String own, List<Target> targets) {
        this.own = own;
        this.targets = targets;
    }

    /** Of one registry, of which all is taken. */
    static HookTargets only(String registry) {
        return new HookTargets(registry, List.of(new Target(registry, "", RepositoryRule.ALL, List.of())));
    }

    /**
     * In the order in which they are asked: those of managed repositories first, because others take any name; and the hook's
     * own registry takes what none of the others does.
     */
    static HookTargets of(RegistrySettings own, Collection<RegistrySettings> all) {
        Stream<RegistrySettings> others =
                all.stream().filter(each -> each.scope().via().equals(Optional.of(own.name())));
        return new HookTargets(
                own.name(),
                Stream.concat(others, Stream.of(own))
                        .map(Target::of)
                        .sorted(Comparator.comparing(target -> !target.isManaged()))
                        .toList());
    }

    /**
     * The repository that an event names, as its registry names it. A hook of one registry takes that for its own whatever host
     * is named: registries go by several names.
     *
     * @param host with its port; empty where none is named
     * @throws NoSuchRegistry saying what would have to be configured
     * @throws NoSuchRepository when it is no repository's name
     */
    Location location(String host, String repository) {
        Optional<Target> meant = targets.size() == 1
                ? targets.stream()
                        .filter(only -> only.ownName(repository).isPresent())
                        .findFirst()
                : targets.stream()
                        .filter(target -> target.isMeantBy(host, repository))
                        .findFirst();
        String name = meant.flatMap(target -> target.ownName(repository)).orElse(repository);
        if (!Location.isRepositoryName(name)) {
            throw new NoSuchRepository("not a repository name: \"" + name + "\"");
        }
        return meant.map(target -> new Location(target.registry(), name))
                .orElseThrow(() -> new NoSuchRegistry("no registry of this hook has "
                        + EventFields.quote(host.isEmpty() ? repository : host + "/" + repository)
                        + ": add one of that url with webhook.via: " + own));
    }

    /** Names of the registries, in the order in which they are asked. */
    List<String> registries() {
        return targets.stream().map(Target::registry).toList();
    }

    /** Whether a location's registry has a rule that leaves it out. */
    boolean accepts(Location location) {
        return targets.stream()
                .filter(target -> target.registry().equals(location.registry()))
                .allMatch(target -> target.rule().accepts(location.repository()));
    }

    private static String plain(String host) {
        String plain = host.toLowerCase(Locale.ROOT);
        return DOCKER_HUB.contains(plain) ? "docker.io" : plain;
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }
}
