package dev.backref.query.passthrough;

import dev.backref.query.OciError;
import dev.backref.query.OciPath;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads of manifests, blobs and tags, handed through to the registry that the path names: streamed, with the caller's own
 * credentials or none, and answered with what the registry answers. No other host is ever asked.
 */
public final class PassThrough implements AutoCloseable {
    static final String ROOT = "/v2/";

    private final Map<String, Registry> registries = new LinkedHashMap<>();
    private final Ping ping;

    /** With a pool of connections for each of these. */
    public PassThrough(Vertx vertx, List<Upstream> upstreams, MeterRegistry meters) {
        this(vertx, upstreams, meters, Limits.DEFAULT);
    }

    PassThrough(Vertx vertx, List<Upstream> upstreams, MeterRegistry meters, Limits limits) {
        upstreams.forEach(upstream -> registries.put(upstream.name(), new Registry(vertx, upstream, limits, meters)));
        ping = new Ping(registries.values().stream()
                .map(registry -> new Login(registry::challenges))
                .toList());
    }

    /** Hands a read through; what is not well formed, or names no configured registry, reaches nobody. */
    public void answer(RoutingContext context, OciPath path) {
        Registry registry = registries.get(path.registry());
        if (registry == null) {
            OciError.unknownRegistry(path.registry()).answer(context);
        } else {
            registry.answer(context, new Asked(path));
        }
    }

    /**
     * Answers {@code GET /v2/}. Whether credentials are good is asked only where there is one registry: they would be
     * those of one, and told to all.
     */
    public void ping(RoutingContext context) {
        boolean credentials = context.request().headers().contains("Authorization");
        if (credentials && registries.size() == 1) {
            registries.values().iterator().next().ping(context);
        } else {
            ping.answer(context);
        }
    }

    @Override
    public void close() {
        Future.join(registries.values().stream().map(Registry::close).toList())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
