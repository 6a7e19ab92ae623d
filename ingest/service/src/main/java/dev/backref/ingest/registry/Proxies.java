package dev.backref.ingest.registry;

import java.util.Optional;

/** Which proxy leads to a server. */
@FunctionalInterface
public interface Proxies {
    /** All servers are asked directly. */
    Proxies NONE = (secure, host, port) -> Optional.empty();

    /**
     * The proxy to ask; none for asking the server itself.
     *
     * @param secure whether the server is asked by https
     * @param host a name, or an address, an IPv6 one in its brackets
     */
    Optional<Proxy> to(boolean secure, String host, int port);

    /** This one leads to all. */
    static Proxies always(Proxy proxy) {
        return (secure, host, port) -> Optional.of(proxy);
    }
}
