package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Location;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A webhook as it came from a sender that has proved itself, or by a topic.
 *
 * @param registry the configured name of the registry whose hook or topic took it
 * @param headers of the request or the record, each as often as it was sent; their names in lower case
 * @param body byte for byte
 * @param at when its last byte had arrived
 * @param targets whose events the hook takes
 * @param origin where it came from: the hook's path, or {@code topic-partition@offset}
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere; a copy of up to 8 MiB would serve nobody.
record Delivery(String registry, Headers headers, byte[] body, Instant at, HookTargets targets, String origin) {
    /** Before the name of a registry, the path of its hook. */
    static final String HOOKS = "/hooks/";

    /** One to a registry's hook. */
    Delivery(String registry, Headers headers, byte[] body, Instant at, HookTargets targets) {
        this(registry, headers, body, at, targets, HOOKS + registry);
    }

    /** One to a hook of a single registry. */
    Delivery(String registry, Headers headers, byte[] body, Instant at) {
        this(registry, headers, body, at, HookTargets.only(registry));
    }

    /**
     * The headers of a request as they came, but for its secret: HTTP gives their bytes as Latin-1 characters.
     *
     * @param hidden by its name, whether a header can hold what proves the sender
     */
    static Headers headers(MultiMap sent, Predicate<String> hidden) {
        Headers headers = new RecordHeaders();
        sent.forEach((name, value) -> {
            if (!hidden.test(name)) {
                headers.add(name.toLowerCase(Locale.ROOT), value.getBytes(StandardCharsets.ISO_8859_1));
            }
        });
        return headers;
    }

    /**
     * The first of these headers that is there and not empty, or the empty string.
     *
     * @param names in lower case
     */
    String header(String... names) {
        return Stream.of(names)
                .map(headers::lastHeader)
                .filter(header -> header != null && header.value() != null)
                .map(Delivery::text)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.ISO_8859_1).strip();
    }

    /** In lower case, with its parameters; empty where none was sent. */
    String contentType() {
        return header("content-type").toLowerCase(Locale.ROOT);
    }

    /**
     * The repository that an event names, where it names its registry's host as well.
     *
     * @param host with its port; empty where none is named
     * @throws IllegalArgumentException when that is no repository's name, or of no registry that the hook is for
     */
    Location location(String host, String repository) {
        return targets.location(host, repository);
    }

    /** The same of an event that names no host. */
    Location location(String repository) {
        return location("", repository);
    }
}
