package dev.backref.ingest.registry;

import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP proxy: a tunnel for https (RFC 9110 §9.3.6, CONNECT), asked for the whole URL for http.
 *
 * @param password empty where there is no user name
 */
public record Proxy(String host, int port, Optional<String> username, String password) {
    // The user up to the last @: a password may hold one.
    private static final Pattern FORM = Pattern.compile(
            "(?:http://)?(?:(?<user>[^/?#]*)@)?(?<host>\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::(?<port>[0-9]{1,5}))?/?");
    private static final int OWN_PORT = 80;
    private static final int LAST_PORT = 65_535;

    /**
     * Reads {@code http://[user:password@]host[:port]}, with what is percent-encoded in the user decoded. The scheme may be
     * left out, as the variables of the environment have it.
     *
     * @throws IllegalArgumentException for anything else, with a message that shows nothing of it
     */
    public static Proxy parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("is no http://host:port or http://user:password@host:port");
        }
        int port =
                Optional.ofNullable(parts.group("port")).map(Integer::parseInt).orElse(OWN_PORT);
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("has no port from 1 to " + LAST_PORT);
        }
        String[] user = Optional.ofNullable(parts.group("user")).orElse("").split(":", 2);
        String host = parts.group("host").replaceAll("[\\[\\]]", "");
        return new Proxy(
                host,
                port,
                Optional.of(decoded(user[0])).filter(name -> !name.isEmpty()),
                user.length > 1 ? decoded(user[1]) : "");
    }

    /** Without the password, and without the name that goes with it. */
    @Override
    public String toString() {
        return "Proxy[" + host + ":" + port + "]";
    }

    ProxyOptions options(Duration connect) {
        ProxyOptions options = new ProxyOptions()
                .setType(ProxyType.HTTP)
                .setHost(host)
                .setPort(port)
                .setConnectTimeout(connect);
        username.ifPresent(name -> options.setUsername(name).setPassword(password));
        return options;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            // Without the cause: its message quotes what stands there.
            throw new IllegalArgumentException("has a user or a password with a % that encodes nothing");
        }
    }
}
