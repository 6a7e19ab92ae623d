package dev.backref.launcher.standalone;

import dev.backref.indexer.IndexSettings.Effort;
import dev.backref.indexer.contract.KindTable;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.Secret;
import dev.backref.ingest.sweep.StorageLister;
import dev.backref.query.requirement.Requirements;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a Backref in one process is made of.
 *
 * @param data folder of the embedded broker and of the index's stores
 * @param kinds rows that count before those of the program
 * @param requirements that have a name
 * @param verifiers who may post what they found out
 */
public record StandaloneSettings(
        Path data,
        Http http,
        Broker broker,
        List<RegistrySettings> registries,
        Effort effort,
        Peers peers,
        KindTable kinds,
        Requirements requirements,
        List<Verifier> verifiers) {
    public StandaloneSettings {
        registries = List.copyOf(registries);
        verifiers = List.copyOf(verifiers);
    }

    /** Of a process that has all roles, and nobody beside it. */
    public StandaloneSettings(Path data, Http http, Broker broker, List<RegistrySettings> registries, Effort effort) {
        this(
                data,
                http,
                broker,
                registries,
                effort,
                new Peers(Optional.empty(), Optional.empty()),
                KindTable.EMPTY,
                Requirements.UNNAMED,
                List.of());
    }

    /**
     * How the processes of one Backref find and trust one another, where roles are apart.
     *
     * @param secret that they share
     * @param advertised at which others reach this process; absent for the address that it listens on
     */
    public record Peers(Optional<Secret> secret, Optional<URI> advertised) {
        URI address(String host, int port) {
            return advertised.orElseGet(() -> Http.address(host, port));
        }
    }

    /**
     * One who may post verifications.
     *
     * @param secret that proves it
     */
    public record Verifier(String name, Secret secret) {
        /** That proves it, and the one that did before, as long as both are good. */
        List<String> secrets() {
            return Stream.concat(Stream.of(secret), secret.previous().stream())
                    .map(Secret::reveal)
                    .toList();
        }
    }

    /**
     * The address that everything is served at.
     *
     * @param port 0 for any free one
     * @param hookDeadline how long a webhook's sender waits for the broker's acknowledgement
     */
    public record Http(String host, int port, Duration hookDeadline) {
        /** The URL of a host, which can be an IPv6 address, and a port. */
        public static URI address(String host, int port) {
            String written = host.contains(":") ? "[" + host + "]" : host; // RFC 3986 §3.2.2
            return URI.create("http://" + written + ":" + port);
        }
    }

    /**
     * The broker.
     *
     * @param bootstrap addresses of an outside one; absent for one in this process
     * @param port of the one in this process, as in {@link dev.backref.kafka.EmbeddedKafka.Settings#port()}
     * @param properties of the operator's, for every client
     */
    public record Broker(
            Optional<String> bootstrap,
            Optional<Integer> port,
            String topicPrefix,
            int partitions,
            Map<String, String> properties) {
        /** The cluster at this address. */
        public KafkaCluster at(String address) {
            return new KafkaCluster(address, topicPrefix, partitions, properties);
        }

        /** Why it cannot be worked with, after the key that names it where one does. */
        public String refusal(String reason) {
            return bootstrap.isPresent() ? "kafka.bootstrap: " + reason : reason;
        }
    }

    Set<String> registryNames() {
        return registries.stream().map(RegistrySettings::name).collect(Collectors.toSet());
    }

    Set<String> verifierNames() {
        return verifiers.stream().map(Verifier::name).collect(Collectors.toSet());
    }

    /** Where the embedded broker keeps its data. */
    public static Path brokerData(Path data) {
        return data.resolve("kafka");
    }

    Path streamsData() {
        return data.resolve("streams");
    }

    /** Where a process with these roles keeps its name: those of different roles can share a folder. */
    Path dataOf(Set<Role> roles) {
        return roles.size() == 1 ? data.resolve(roles.iterator().next().word()) : data;
    }

    /** Why a process with only some of the roles cannot run so, by the configuration's keys; nothing when it can. */
    public List<String> problemsFor(Set<Role> roles) {
        List<String> problems = new ArrayList<>();
        if (broker.bootstrap().isEmpty()) {
            problems.add(
                    "kafka.bootstrap: roles apart meet on a Kafka outside of them; \"embedded\" is of this process");
        }
        if (peers.secret().isEmpty() && !roles.contains(Role.INGEST)) {
            problems.add("index.secret: is missing; the query API proves itself with it to the indexers");
        }
        if (roles.contains(Role.INDEXER)
                && peers.advertised().isEmpty()
                && Set.of("0.0.0.0", "::").contains(http.host())) {
            problems.add("index.address: is missing; others cannot reach \"" + http.host() + "\"");
        }
        return problems;
    }

    /**
     * What of the registries' storage cannot be read, by the configuration's keys; nothing when all can. It looks at the
     * disk, and concerns only a process that lists registries: others can share the file where no storage is.
     */
    public List<String> storageProblems() {
        return registries.stream()
                .flatMap(registry -> registry.storage().stream()
                        .flatMap(storage -> StorageLister.problem(storage).stream()
                                .map(problem -> "registries[" + registry.name() + "].storage: " + problem + ": \""
                                        + storage + "\"")))
                .toList();
    }
}
