package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What a parser makes of a delivery, as lines: how many events of which kind, each look (cause, source, expected digest, id,
 * reported time), then what could not be read. Long digests are cut, and an id that is made from the body is {@code own}.
 */
final class Reading {
    static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private Reading() {}

    /** @param body JSON, in which single quotes stand for double ones */
    static List<String> of(Kind kind, String body, String... headers) {
        return of(kind, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), List.of(headers));
    }

    /** @param headers each as {@code name: value} */
    static List<String> of(Kind kind, byte[] body, List<String> headers) {
        ParsedHook parsed = HookParser.of(kind).parse(new Delivery("local", headers(headers), body, NOW));
        List<String> lines = new ArrayList<>();
        new TreeMap<>(parsed.actions()).forEach((action, times) -> lines.add(action + "=" + times));
        new TreeMap<>(parsed.unknown()).forEach((name, times) -> lines.add("unknown " + name + "=" + times));
        parsed.events().forEach(event -> lines.add(line(event)));
        parsed.unread().ifPresent(why -> lines.add(shown(why.reason() + ": " + why.detail())));
        parsed.answer().ifPresent(answer -> lines.add("answer " + answer));
        return lines;
    }

    private static String line(RegistryEvent event) {
        String id = event.cause().id();
        String line = event.cause().kind().word() + " " + event.source().key()
                + event.expected().map(digest -> " = " + digest).orElse("") + " (" + (OwnIds.isOwn(id) ? "own" : id)
                + event.reported().map(time -> ", " + time).orElse("") + ")";
        return shown(line);
    }

    private static Headers headers(List<String> lines) {
        Headers headers = new RecordHeaders();
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.add(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip().getBytes(StandardCharsets.ISO_8859_1));
        }
        return headers;
    }

    /**
     * Reads a body and compares.
     *
     * @param body as {@link #text} takes it
     * @param expected lines with {@code "; "} between them
     */
    static void assertRead(Kind kind, String body, String expected, String... headers) {
        assertThat(of(kind, text(body), headers))
                .containsExactly(shown(text(expected)).replace('\'', '"').split("; ", -1));
    }

    /** A body in which {@code #a} and {@code #b} stand for digests, and {@code #A} for one without its algorithm. */
    static String text(String shown) {
        return shown.replace("#a", "sha256:" + "a".repeat(64))
                .replace("#b", "sha256:" + "b".repeat(64))
                .replace("#A", "a".repeat(64));
    }

    private static String shown(String line) {
        return line.replaceAll("(sha256:[0-9a-f]{8})[0-9a-f]{56}", "$1");
    }
}
