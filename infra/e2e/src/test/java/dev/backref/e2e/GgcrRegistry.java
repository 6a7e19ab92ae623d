package dev.backref.e2e;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** go-containerregistry's registry, with the referrers API and without webhooks. What it holds is gone when it ends. */
final class GgcrRegistry implements AutoCloseable {
    private final Daemon daemon;
    private final int port;

    private GgcrRegistry(Daemon daemon, int port) {
        this.daemon = daemon;
        this.port = port;
    }

    /** Starts the kit's program {@code ggcr-ref}, open to everybody. */
    static GgcrRegistry start(Path folder) {
        int port = Daemon.freePort();
        return new GgcrRegistry(
                Daemon.start(
                        folder.resolve("ggcr.log"),
                        URI.create("http://127.0.0.1:" + port + "/v2/"),
                        Map.of(),
                        List.of(Kit.program("ggcr-ref"), "--address", "127.0.0.1:" + port)),
                port);
    }

    /** As clients name it. */
    String host() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        daemon.kill();
    }
}
