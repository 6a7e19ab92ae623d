package dev.backref.launcher.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small OCI registry on loopback that takes pushes from real clients and notifies like CNCF Distribution 2.8. Like
 * that one it has no referrers API: clients keep the fallback tag instead.
 */
public final class DemoRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(DemoRegistry.class);
    private static final String HOST = "127.0.0.1";
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Disk disk;
    private final Notifier notifier;
    private final HttpServer server;
    private final Listings listings;
    private final Manifests manifests;
    private final Blobs blobs;
    private final Uploads uploads;

    /**
     * How it runs.
     *
     * @param data folder of its own, made when it is not there
     * @param port on loopback; 0 for a free one
     * @param hook where notifications are sent
     * @param secret which goes with them as {@code Authorization: Bearer}
     */
    public record Settings(Path data, int port, URI hook, String secret) {
        public Settings {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("not a port: " + port);
            }
            if (!"http".equals(hook.getScheme()) && !"https".equals(hook.getScheme())) {
                throw new IllegalArgumentException("not an http address: \"" + hook + "\"");
            }
        }
    }

    private DemoRegistry(Vertx vertx, Settings settings, Disk disk) {
        this.vertx = vertx;
        this.disk = disk;
        this.notifier = new Notifier(vertx, settings.hook(), settings.secret());
        this.listings = new Listings(disk);
        this.manifests = new Manifests(disk, new Events(notifier));
        this.blobs = new Blobs(disk);
        this.uploads = new Uploads(vertx, disk);
        this.server = vertx.createHttpServer(
                new HttpServerOptions().setHost(HOST).setPort(settings.port()).setHandle100ContinueAutomatically(true));
        server.requestHandler(this::handle);
    }

    /**
     * Starts it with what its folder holds. Fails with a {@link BindException} that names the port when that is taken,
     * and with an {@link java.io.IOException} when the folder cannot be used.
     */
    public static Future<DemoRegistry> start(Vertx vertx, Settings settings) {
        return Disk.open(vertx, settings.data().toAbsolutePath())
                .map(disk -> new DemoRegistry(vertx, settings, disk))
                .compose(registry -> registry.listen(settings.port()));
    }

    /** The port on which it listens. */
    public int port() {
        return server.actualPort();
    }

    /** Removes what earlier processes left unfinished; to be called when no other has the folder. */
    public Future<Void> removeLeftovers() {
        return disk.run(() -> {
            disk.content().removeLeftovers();
            return null;
        });
    }

    /** Stops it: no more requests, no more notifications. What was pushed stays in its folder. */
    public Future<Void> close() {
        return server.shutdown(LAST_ANSWERS).eventually(notifier::close).eventually(disk::close);
    }

    private Future<DemoRegistry> listen(int port) {
        return server.listen()
                .map(this)
                .recover(failure -> notifier.close()
                        .eventually(disk::close)
                        .transform(closed -> Future.failedFuture(
                                failure instanceof BindException taken ? naming(port, taken) : failure)));
    }

    private static BindException naming(int port, BindException taken) {
        BindException named = new BindException("the demo registry cannot listen on " + HOST + ":" + port
                + ", something else does (" + taken.getMessage() + ")");
        named.initCause(taken);
        return named;
    }

    private void handle(HttpServerRequest request) {
        // Nothing of the body is lost while the disk is asked whether it is wanted.
        request.pause();
        Future.succeededFuture()
                .compose(now -> answer(request))
                .recover(failure -> Future.succeededFuture(failed(request, failure)))
                .compose(reply -> reply.send(vertx, request))
                .onComplete(
                        sent -> request.resume(),
                        failure -> request.connection().close());
    }

    private Future<Reply> answer(HttpServerRequest request) {
        Optional<Target> parsed = Target.parse(request.path());
        if (parsed.isEmpty()) {
            return Future.succeededFuture(
                    Reply.of(404).body("text/plain; charset=utf-8", Buffer.buffer("404 page not found\n")));
        }
        Target target = parsed.get();
        return switch (target.resource()) {
            case REGISTRY -> Future.succeededFuture(Reply.of(200).body("application/json", Buffer.buffer("{}")));
            case CATALOG -> listings.catalog(request);
            case TAGS -> listings.tags(request, target);
            case UPLOADS -> uploads.begin(request, target);
            case UPLOAD -> uploads.answer(request, target);
            case BLOB -> blobs.answer(request, target);
            case MANIFEST -> manifests.answer(request, target);
        };
    }

    private static Reply failed(HttpServerRequest request, Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refusal.reply();
        }
        LOG.atError().setCause(failure).log("cannot answer {} {}", request.method(), request.path());
        return Reply.of(500);
    }
}
