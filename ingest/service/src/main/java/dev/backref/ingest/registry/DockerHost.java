package dev.backref.ingest.registry;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What docker's files and helpers call a registry.
 *
 * @param names of its host, the one that docker writes first
 * @param server that a credential helper is asked for
 */
record DockerHost(List<String> names, String server) {
    private static final Set<String> HUB = Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

    DockerHost {
        names = List.copyOf(names);
    }

    static DockerHost of(Origin home) {
        if (HUB.contains(home.host())) {
            // What docker login has written for the hub since before there was a /v2/.
            return new DockerHost(
                    Stream.concat(Stream.of("index.docker.io"), HUB.stream().sorted())
                            .distinct()
                            .toList(),
                    "https://index.docker.io/v1/");
        }
        if (home.isAmong(Set.of(home.host()))) {
            return new DockerHost(List.of(home.host(), home.hostAndPort()), home.host());
        }
        return new DockerHost(List.of(home.hostAndPort()), home.hostAndPort());
    }

    /** The first key that means this host; keys are hosts, or as old clients wrote them, URLs. */
    Optional<String> among(List<String> keys) {
        return names.stream()
                .flatMap(name -> Stream.concat(
                        keys.stream().filter(name::equals),
                        keys.stream().filter(key -> hostOf(key).equals(name))))
                .findFirst();
    }

    private static String hostOf(String key) {
        String withoutScheme = key.replaceFirst("^https?://", "");
        return withoutScheme.replaceFirst("/.*", "");
    }
}
