package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Location;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RepositoryRule;
import java.util.Collection;
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

    private final String own;
    private final List<Target> targets;

    private record Target(String registry, String host, RepositoryRule rule) {
        static Target of(RegistrySettings registry) {
            return new Target(
                    registry.name(),
                    plain(registry.url().getAuthority()),
                    registry.scope().repositories());
        }

        boolean isMeantBy(String named, String repository) {
            String other = plain(named);
            return (other.isEmpty() || other.equals(host) || other.equals(withoutPort(host)))
                    && rule.accepts(repository);
        }
    }

    private HookTargets(String own, List<Target> targets) {
        this.own = own;
        this.targets = targets;
    }

    /** Of one registry, of which all is taken. */
    static HookTargets only(String registry) {
        return new HookTargets(registry, List.of(new Target(registry, "", RepositoryRule.ALL)));
    }

    /** In the order in which they are asked: the hook's own registry takes what none of the others does. */
    static HookTargets of(RegistrySettings own, Collection<RegistrySettings> all) {
        Stream<RegistrySettings> others =
                all.stream().filter(each -> each.scope().via().equals(Optional.of(own.name())));
        return new HookTargets(
                own.name(),
                Stream.concat(others, Stream.of(own)).map(Target::of).toList());
    }

    /**
     * The repository that an event names. A hook of one registry takes that for its own whatever host is named: registries
     * go by several names.
     *
     * @param host with its port; empty where none is named
     * @throws NoSuchRegistry saying what would have to be configured
     * @throws NoSuchRepository when it is no repository's name
     */
    Location location(String host, String repository) {
        if (!Location.isRepositoryName(repository)) {
            throw new NoSuchRepository("not a repository name: \"" + repository + "\"");
        }
        Location named = new Location(own, repository);
        if (targets.size() == 1) {
            return named;
        }
        return targets.stream()
                .filter(target -> target.isMeantBy(host, repository))
                .findFirst()
                .map(target -> new Location(target.registry(), repository))
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
