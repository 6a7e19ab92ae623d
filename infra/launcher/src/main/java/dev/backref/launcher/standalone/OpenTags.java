package dev.backref.launcher.standalone;

import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import dev.backref.ingest.registry.LookFailure;
import dev.backref.ingest.registry.RegistryClient;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Access;
import dev.backref.ingest.registry.Timeouts;
import dev.backref.query.gate.Tags;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Asks registries as nobody where tags point: Backref's own accounts serve no caller. */
final class OpenTags implements Tags, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Timeouts TIMEOUTS = new Timeouts(PATIENCE, PATIENCE, PATIENCE);

    private final Map<String, RegistryClient> registries;
    private final Map<String, TagLine> lines = new HashMap<>();

    OpenTags(Vertx vertx, Collection<RegistrySettings> registries) {
        this.registries = registries.stream()
                .collect(Collectors.toMap(
                        RegistrySettings::name,
                        registry -> new RegistryClient(vertx, withoutAccount(registry), TIMEOUTS)));
        this.registries.forEach((name, registry) ->
                lines.put(name, new TagLine(tag -> registry.told(tag).map(look -> pointer(tag, look)))));
    }

    /** The address, the route there and the budget: what it does not have it cannot use. */
    private static RegistrySettings withoutAccount(RegistrySettings registry) {
        Access access = registry.access();
        return new RegistrySettings(
                registry.name(),
                registry.url(),
                registry.kind(),
                registry.history(),
                Optional.empty(),
                new Access(Optional.empty(), access.budget(), access.tokenHosts(), access.route()),
                registry.sweep(),
                registry.scope());
    }

    @Override
    public CompletionStage<Pointer> pointer(Source.Tag tag, BooleanSupplier over) {
        TagLine line = lines.get(tag.location().registry());
        if (line == null) {
            throw new IllegalArgumentException("of no registry that is configured: \"" + tag.key() + "\"");
        }
        return line.pointer(tag, over).toCompletionStage();
    }

    static Pointer pointer(Source.Tag tag, Look look) {
        if (look instanceof Look.PointsTo points) {
            return Pointer.to(points.digest());
        }
        if (look instanceof Look.Later later) {
            boolean login = later.reason() == LookFailure.UNAUTHORIZED;
            String way = login ? "; tags are asked for without a login: name the digest" : "";
            return Pointer.unknown(later.reason().word() + ": " + later.detail() + way);
        }
        if (look instanceof Look.Doubtful doubtful) {
            return Pointer.unknown(doubtful.reason().word() + ": " + doubtful.detail());
        }
        return look instanceof Look.Refused refused
                ? Pointer.unknown(refused.reason().word() + ": " + refused.detail())
                : Pointer.nothing(tag);
    }

    @Override
    public void close() {
        registries.values().forEach(registry -> Ground.join(registry.close()));
    }
}
