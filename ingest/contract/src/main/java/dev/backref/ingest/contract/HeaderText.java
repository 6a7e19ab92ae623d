package dev.backref.ingest.contract;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** A record's headers as UTF-8 text, with errors that name the header. */
record HeaderText(Headers headers) {
    void put(String name, String text) {
        headers.add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Optional<String> find(String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    String get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("header \"" + name + "\" is missing"));
    }

    long number(String name) {
        String text = get(name);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException("header \"" + name + "\" is no number: \"" + text + "\"", malformed);
        }
    }

    Instant time(String name) {
        String text = get(name);
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException("header \"" + name + "\" is no time: \"" + text + "\"", malformed);
        }
    }
}
