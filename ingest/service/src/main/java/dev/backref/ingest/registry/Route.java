package dev.backref.ingest.registry;

import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How a registry is reached, and its token server and wherever these redirect to. It holds no credentials of the registry.
 *
 * @param ca a file of certificates in PEM that are trusted besides those that Java trusts; read again when it changes
 */
public record Route(Optional<Path> ca, Proxies proxies) {
    /** No proxy, and the trust of Java alone. */
    public static final Route DIRECT = new Route(Optional.empty(), Proxies.NONE);

    /**
     * The same request, sent on this route.
     *
     * @param options that say where to: with host, port and whether it is TLS
     * @param connect the longest time for a TLS handshake, and for what the proxy does before
     */
    public RequestOptions over(RequestOptions options, Duration connect) {
        if (options.isSsl()) {
            ca.ifPresent(file -> options.setSslOptions(new ClientSSLOptions()
                    .setTrustOptions(CaBundle.of(file))
                    .setSslHandshakeTimeout(connect.toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)));
        }
        proxies.to(options.isSsl(), options.getHost(), options.getPort())
                .ifPresent(proxy -> options.setProxyOptions(proxy.options(connect)));
        return options;
    }

    /** Whether it is a proxy that answers for this server; through a tunnel the server does itself. */
    boolean isAnsweredByProxy(Origin server) {
        return !server.secure()
                && proxies.to(server.secure(), server.host(), server.port()).isPresent();
    }
}
