package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Created;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Payload;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RepositoryRule;
import dev.backref.ingest.registry.SweepSettings;
import dev.backref.ingest.sweep.RegistrySweep;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Registries, sources and events that tests speak of. */
final class Samples {
    static final Instant T0 = Instant.parse("2026-11-25T08:00:00Z");
    static final String MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";
    static final RegistrySettings.Budget WIDE = new RegistrySettings.Budget(1_000, 100_000);

    private Samples() {}

    /** One that was empty, and is reported to by another's hook. */
    static RegistrySettings registry(String name, RegistrySettings.Budget budget) {
        return new RegistrySettings(
                name,
                URI.create("http://127.0.0.1:5000"),
                RegistrySettings.Kind.DISTRIBUTION,
                RegistryHistory.NONE,
                Optional.empty(),
                new RegistrySettings.Access(Optional.empty(), budget, Set.of()),
                SweepSettings.ON_REQUEST,
                new RegistrySettings.Scope(RepositoryRule.ALL, Optional.of("front")));
    }

    /** Whether a row of {@code resolve-state} does no more than remember a repository for sweeps. */
    static boolean saysOnlyThatItIsKnown(byte[] row) {
        Row read;
        try {
            read = Json.read(row, Row.class);
        } catch (IllegalArgumentException undecodable) {
            return false;
        }
        return read.equals(Row.ofSource(Optional.empty(), Optional.empty(), true));
    }

    /** Sweeps of a registry that nobody asked for any. */
    static SweepWork sweeps(String registry) {
        return new SweepWork(
                registry, new RegistrySweep(registry, RegistryHistory.NONE, SweepSettings.ON_REQUEST, new Random(7)));
    }

    static byte[] content(String text) {
        return ("{\"schemaVersion\":2,\"annotations\":{\"text\":\"" + text + "\"}}").getBytes(StandardCharsets.UTF_8);
    }

    static Source.Manifest manifest(String location, String text) {
        return new Source.Manifest(Location.parse(location), Digest.sha256(content(text)));
    }

    static Source.Tag tag(String location, String tag) {
        return new Source.Tag(Location.parse(location), tag);
    }

    static Source.Repository repository(String location) {
        return new Source.Repository(Location.parse(location));
    }

    static RegistryEvent event(Cause.Kind kind, String id, Source source) {
        return RegistryEvent.reported(source, new Cause(kind, id), T0, Optional.empty(), Optional.empty());
    }

    /** What a blob says that no annotation tells of. */
    static Payload payload() {
        Digest blob = Digest.sha256(content("blob"));
        Created created = new Created(T0, "predicate.timestamp");
        return new Payload(blob, Optional.of("https://openvex.dev/ns"), List.of(blob), Optional.of(created));
    }

    static Look found(String text) {
        return new Look.Found(content(text), MEDIA_TYPE);
    }
}
