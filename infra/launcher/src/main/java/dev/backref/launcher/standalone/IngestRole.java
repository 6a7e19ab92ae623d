package dev.backref.launcher.standalone;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.examine.ApiExaminer;
import dev.backref.ingest.receive.IntakeStatus;
import dev.backref.ingest.receive.KafkaEventLog;
import dev.backref.ingest.receive.Receiver;
import dev.backref.ingest.receive.TopicIntake;
import dev.backref.ingest.registry.RegistryClient;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.resolve.ConfiguredRegistry;
import dev.backref.ingest.resolve.Resolver;
import dev.backref.ingest.resolve.ResolverSettings;
import dev.backref.ingest.resolve.ResolverStatus;
import dev.backref.ingest.sweep.ApiLister;
import dev.backref.ingest.sweep.CountedLister;
import dev.backref.ingest.sweep.HarborApi;
import dev.backref.ingest.sweep.Lister;
import dev.backref.ingest.sweep.Skipped;
import dev.backref.ingest.sweep.SortedLines;
import dev.backref.ingest.sweep.StorageLister;
import dev.backref.kafka.SkippedMarkers;
import dev.backref.query.operations.ReadinessCheck;
import io.micrometer.core.instrument.FunctionCounter;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@link Role#INGEST}. */
record IngestRole(
        Ground ground, Resolver resolver, Receiver receiver, TopicIntake intake, Optional<SkippedMarkers> alarm)
        implements RunningRole {
    private static final int LINES_IN_MEMORY = 20_000;

    /** A subject that nothing refers to. */
    private static final Digest NOBODY = Digest.parse("sha256:" + "0".repeat(64));

    /**
     * Begins to look at what is named, and to take what comes by topics.
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
                new ResolverSettings(
                        ground.cluster(),
                        instance,
                        Optional.of(instance),
                        ground.settings().kinds().text()),
                registries,
                ground.metrics().registry(),
                ground.clock());
        ground.parts().add("resolver", resolver).start();
        KafkaEventLog log = ground.parts()
                .add(
                        "event log",
                        KafkaEventLog.on(ground.cluster(), ground.metrics().registry()));
        Receiver receiver = new Receiver(
                ground.vertx(),
                ground.settings().registries(),
                ground.cluster(),
                log,
                ground.settings().http().hookDeadline(),
                ground.metrics().registry(),
                ground.clock());
        return new IngestRole(ground, resolver, receiver, intake(ground, receiver, log), alarm);
    }

    private static TopicIntake intake(Ground ground, Receiver receiver, KafkaEventLog log) {
        TopicIntake intake = new TopicIntake(
                receiver,
                ground.settings().registries(),
                ground.cluster(),
                log,
                ground.metrics().registry(),
                ground.clock());
        if (!intake.topics().isEmpty()) {
            ground.parts().add("intake", intake).start();
        }
        return intake;
    }

    /** What is in its storage is more than its API tells, where there is one that can be read. */
    private static Lister lister(Ground ground, RegistrySettings registry, RegistryClient client) {
        Path folder = ground.settings().data().resolve("listings").resolve(registry.name());
        Skipped skipped = new Skipped(ground.metrics().registry(), registry.name());
        if (registry.storage().isPresent()) {
            SortedLines.deleteLeftovers(folder);
            return new StorageLister(
                    ground.vertx(),
                    registry.name(),
                    registry.storage().get(),
                    () -> new SortedLines.Collector(folder, LINES_IN_MEMORY),
                    skipped);
        }
        ApiLister lister = new ApiLister(
                ground.vertx(),
                client,
                repository -> client.look(new Source.Referrers(new Location(registry.name(), repository), NOBODY)),
                folder,
                registry.sweep().api().map(harbor -> new HarborApi(registry.name(), skipped)));
        FunctionCounter.builder("backref.sweep.refused.names", lister, ApiLister::refusedNames)
                .description("names in listings that no grammar allows, so that no request can be about them")
                .tag("registry", registry.name())
                .register(ground.metrics().registry());
        return lister;
    }

    private static ConfiguredRegistry configured(Ground ground, RegistrySettings registry) {
        RegistryClient client = new RegistryClient(ground.vertx(), registry);
        ground.parts().add("client of " + registry.name(), () -> Ground.join(client.close()));
        Lister lister = new CountedLister(
                lister(ground, registry, client), ground.metrics().registry(), registry.name());
        boolean account = registry.access().account().isPresent();
        return new ConfiguredRegistry(registry, client, lister, new ApiExaminer(client, account));
    }

    @Override
    public void mount(Router router) {
        receiver.mount(router);
    }

    @Override
    public List<ReadinessCheck> checks() {
        List<ReadinessCheck> checks = new ArrayList<>(List.of(
                new Check("broker", () -> broker(resolver.status())),
                new Check("resolver", () -> resolver(resolver.status())),
                new Check("webhooks", () -> webhooks(resolver.status().silent()))));
        if (!intake.topics().isEmpty()) {
            checks.add(new Check("intake", () -> intake(intake.topics(), intake.status())));
        }
        return checks;
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

    /** Silence makes nothing unready: this process can do its work, and nothing may have been pushed. */
    private static ReadinessCheck.Status webhooks(Map<String, Duration> silent) {
        String detail = silent.entrySet().stream()
                .map(each -> "none of " + each.getKey() + " for " + inWords(each.getValue()))
                .sorted()
                .collect(Collectors.joining(", "));
        return new ReadinessCheck.Status(true, detail.isEmpty() ? "no registry is silent" : detail);
    }

    /** Nor does a topic that is not there: the hooks are open without it. */
    private static ReadinessCheck.Status intake(Set<String> topics, IntakeStatus status) {
        Set<String> read = new TreeSet<>(topics);
        read.removeAll(status.missing().keySet());
        List<String> details = new ArrayList<>();
        if (status.state() != IntakeStatus.State.RUNNING) {
            details.add(Check.word(status.state()));
        } else if (!read.isEmpty()) {
            details.add("takes from " + String.join(", ", read) + ", " + status.lag() + " records behind");
        }
        new TreeMap<>(status.missing()).forEach((topic, why) -> details.add("waits for " + topic + ", which " + why));
        status.failure().ifPresent(failure -> details.add("begins again after: " + failure));
        return new ReadinessCheck.Status(status.state() != IntakeStatus.State.STOPPED, String.join("; ", details));
    }

    private static String inWords(Duration time) {
        return time.toDays() > 1 ? time.toDays() + " d" : time.toMinutes() + " min";
    }

    private static ReadinessCheck.Status resolver(ResolverStatus status) {
        String detail = Check.word(status.state()) + ", " + status.lag() + " events behind"
                + status.failure()
                        .map(failure -> ", began again after: " + failure)
                        .orElse("");
        return new ReadinessCheck.Status(status.state() == ResolverStatus.State.RUNNING, detail);
    }
}
