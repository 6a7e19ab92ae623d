package dev.backref.launcher.config;

import dev.backref.ingest.registry.NoProxy;
import dev.backref.ingest.registry.Proxies;
import dev.backref.ingest.registry.Proxy;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that the environment names for all programs, as docker, oras and cosign take them: {@code HTTPS_PROXY} leads
 * to https, {@code HTTP_PROXY} to http, neither to what {@code NO_PROXY} covers. Each may be in lower case.
 */
final class ProxyVariables {
    private final Environment environment;
    private final Collection<String> problems;
    private @Nullable Proxies proxies;

    ProxyVariables(Environment environment, Collection<String> problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** Read the first time that somebody wants them: a variable that nobody uses may say anything. */
    Proxies proxies() {
        Proxies known = proxies;
        if (known == null) {
            known = read();
            proxies = known;
        }
        return known;
    }

    private Proxies read() {
        Optional<Proxy> ofHttps = proxy("HTTPS_PROXY");
        Optional<Proxy> ofHttp = proxy("HTTP_PROXY");
        NoProxy directly = NoProxy.of(value("NO_PROXY").orElse(""));
        return (secure, host, port) -> (secure ? ofHttps : ofHttp).filter(proxy -> !directly.covers(host, port));
    }

    private Optional<Proxy> proxy(String name) {
        return value(name).flatMap(text -> {
            try {
                return Optional.of(Proxy.parse(text));
            } catch (IllegalArgumentException refused) {
                problems.add(name + ": " + refused.getMessage() + "; a registry's proxy: none or another goes before it"
                        + Section.quote(text));
                return Optional.empty();
            }
        });
    }

    private Optional<String> value(String name) {
        return environment
                .value(name)
                .filter(text -> !text.isBlank())
                .or(() -> environment.value(name.toLowerCase(Locale.ROOT)))
                .filter(text -> !text.isBlank())
                .map(String::strip);
    }
}
