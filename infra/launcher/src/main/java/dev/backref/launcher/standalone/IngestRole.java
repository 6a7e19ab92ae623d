package dev.backref.launcher.standalone;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.receive.KafkaEventLog;
import dev.backref.ingest.receive.Receiver;
import dev.backref.ingest.registry.RegistryClient;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.resolve.ConfiguredRegistry;
import dev.backref.ingest.resolve.Resolver;
import dev.backref.ingest.resolve.ResolverSettings;
import dev.backref.ingest.resolve.ResolverStatus;
import dev.backref.ingest.sweep.ApiLister;
import dev.backref.ingest.sweep.Lister;
import dev.backref.ingest.sweep.Skipped;
import dev.backref.ingest.sweep.SortedLines;
import dev.backref.ingest.sweep.StorageLister;
import dev.backref.kafka.SkippedMarkers;
import dev.backref.query.operations.ReadinessCheck;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@link Role#INGEST}. */
record IngestRole(Ground ground, Resolver resolver, Optional<SkippedMarkers> alarm) implements RunningRole {
    private static final int LINES_IN_MEMORY = 20_000;

    /** A subject that nothing refers to. */
    private static final Digest NOBODY = Digest.parse("sha256:" + "0".repeat(64));

    /**
     * Begins to look at what is named.
     *
     * @param instance the name of this process
     * @param alarm of the embedded broker; it makes nothing unready, because taking this process out of service helps
     *     nobody, and a reader that does hang shows in its own check
     */
    static IngestRole start(Ground ground, String instance, Optional<SkippedMarkers> alarm) {
        List<ConfiguredRegistry> registries = ground.settings().registries().stream()
                .map(registry -> configured(ground, registry))
                .toList();
        Resolver resolver = new Resolver(
                new ResolverSettings(ground.cluster(), instance, Optional.of(instance)),
                registries,
                ground.metrics().registry(),
                ground.clock());
        ground.parts().add("resolver", resolver).start();
        return new IngestRole(ground, resolver, alarm);
    }

    /** What is in its storage is more than its API tells, where there is one that can be read. */
    private static Lister lister(Ground ground, RegistrySettings registry, RegistryClient client) {
        Path folder = ground.settings().data().resolve("listings").resolve(registry.name());
        if (registry.storage().isPresent()) {
            SortedLines.deleteLeftovers(folder);
            return new StorageLister(
                    ground.vertx(),
                    registry.name(),
                    registry.storage().get(),
                    () -> new SortedLines.Collector(folder, LINES_IN_MEMORY),
                    new Skipped(ground.metrics().registry(), registry.name()));
        }
        return new ApiLister(
                ground.vertx(),
                client,
                repository -> client.look(new Source.Referrers(new Location(registry.name(), repository), NOBODY)),
                folder);
    }

    private static ConfiguredRegistry configured(Ground ground, RegistrySettings registry) {
        RegistryClient client = new RegistryClient(ground.vertx(), registry);
        ground.parts().add("client of " + registry.name(), () -> Ground.join(client.close()));
        return new ConfiguredRegistry(registry, client, lister(ground, registry, client));
    }

    @Override
    public void mount(Router router) {
        KafkaEventLog log = ground.parts().add("event log", KafkaEventLog.on(ground.cluster()));
        new Receiver(
                        ground.settings().registries(),
                        ground.cluster(),
                        log,
                        ground.settings().http().hookDeadline(),
                        ground.metrics().registry(),
                        ground.clock())
                .mount(router);
    }

    @Override
    public List<ReadinessCheck> checks() {
        return List.of(
                new Check("broker", () -> broker(resolver.status())),
                new Check("resolver", () -> resolver(resolver.status())));
    }

    private ReadinessCheck.Status broker(ResolverStatus status) {
        String reached = status.unreachableSince()
                .map(since -> "unreachable since " + since)
                .orElse("reachable");
        String alarmed = alarm.flatMap(SkippedMarkers::last)
                .map(line -> "; ALARM, a transaction ended without its marker and a reader may hang for ever: " + line)
                .orElse("");
        return new ReadinessCheck.Status(status.unreachableSince().isEmpty(), reached + alarmed);
    }

    private static ReadinessCheck.Status resolver(ResolverStatus status) {
        String detail = Check.word(status.state()) + ", " + status.lag() + " events behind"
                + status.failure()
                        .map(failure -> ", began again after: " + failure)
                        .orElse("");
        return new ReadinessCheck.Status(status.state() == ResolverStatus.State.RUNNING, detail);
    }
}
