package dev.backref.ingest.receive;

import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Webhook;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The topics by which webhooks come, and of which registry a record of one is. */
final class IntakeRoutes {
    /** The header that names the registry whose hook the body was meant for. */
    static final String REGISTRY = "backref-registry";

    private final Map<String, Map<String, Route>> byTopic = new TreeMap<>();

    /** What a registry's hook makes of a body, whichever way that comes. */
    record Route(String registry, HookParser parser, HookTargets targets) {}

    /** @param registries all that are configured; only those with a topic have a route */
    IntakeRoutes(Collection<RegistrySettings> registries) {
        for (RegistrySettings registry : registries) {
            registry.webhook()
                    .flatMap(Webhook::topic)
                    .ifPresent(topic -> byTopic.computeIfAbsent(topic, first -> new TreeMap<>())
                            .put(
                                    registry.name(),
                                    new Route(
                                            registry.name(),
                                            HookParser.of(registry.kind()),
                                            HookTargets.of(registry, registries))));
        }
    }

    Set<String> topics() {
        return Set.copyOf(byTopic.keySet());
    }

    /** Names of the registries that can be told of by a topic. */
    Set<String> registries(String topic) {
        Set<String> names = new TreeSet<>();
        routes(topic).values().forEach(route -> names.addAll(route.targets().registries()));
        return names;
    }

    /**
     * Of which registry a record is: the one that its header names, or else the only one that has the topic.
     *
     * @param headers with names in lower case
     * @throws NoSuchRegistry saying what would have to be sent or configured
     */
    Route of(String topic, Headers headers) {
        Map<String, Route> routes = routes(topic);
        Set<String> named = named(headers);
        if (named.isEmpty()) {
            if (routes.size() == 1) {
                return routes.values().iterator().next();
            }
            throw new NoSuchRegistry("the header " + REGISTRY + " is missing, and the topic \"" + topic + "\" is of "
                    + (routes.isEmpty() ? "no registry" : String.join(", ", routes.keySet())));
        }
        String name = String.join(", ", named);
        if (named.size() > 1) {
            throw new NoSuchRegistry(REGISTRY + ": is there with several values: " + EventFields.quote(name));
        }
        Route route = routes.get(name);
        if (route == null) {
            throw new NoSuchRegistry(REGISTRY + ": no registry of that name has the topic \"" + topic + "\": "
                    + EventFields.quote(name));
        }
        return route;
    }

    /** What its headers say of whose a record is; it is good for something only where that is one. */
    static Set<String> named(Headers headers) {
        Set<String> names = new TreeSet<>();
        for (Header header : headers.headers(REGISTRY)) {
            if (header.value() != null) {
                names.add(new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return names;
    }

    private Map<String, Route> routes(String topic) {
        return byTopic.getOrDefault(topic, Map.of());
    }
}
