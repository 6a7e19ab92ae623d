package dev.backref.ingest.receive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The attributes of a CloudEvent in binary mode (CloudEvents HTTP binding §3.1.3). Headers' names are in lower case. */
record CloudEventHeaders(Headers headers) {
    /**
     * The value of an attribute; absent where it is missing or empty.
     *
     * @throws IllegalArgumentException naming the header, when its value is no percent-encoded UTF-8
     */
    Optional<String> attribute(String name) {
        Header header = headers.lastHeader("ce-" + name);
        if (header == null || header.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(decode(header.value())).filter(text -> !text.isEmpty());
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            String sent = new String(header.value(), StandardCharsets.ISO_8859_1);
            throw new IllegalArgumentException(
                    "ce-" + name + " is no percent-encoded UTF-8: " + EventFields.quote(sent), malformed);
        }
    }

    /** First the quotes, then one round of percent-decoding: what comes out of it is not decoded again. */
    private static String decode(byte[] value) throws CharacterCodingException {
        byte[] text = unquoted(value);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(text.length);
        for (int at = 0; at < text.length; at++) {
            if (text[at] == '%') {
                String digits =
                        new String(text, at + 1, Math.min(2, text.length - at - 1), StandardCharsets.ISO_8859_1);
                decoded.writeBytes(HexFormat.of().parseHex(digits.length() == 2 ? digits : "cut short"));
                at += 2;
            } else {
                decoded.write(text[at]);
            }
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(decoded.toByteArray()))
                .toString();
    }

    /** Nobody writes quotes any more, and everybody must read them. */
    private static byte[] unquoted(byte[] value) {
        int last = value.length - 1;
        if (last < 1 || value[0] != '"' || value[last] != '"') {
            return value;
        }
        ByteArrayOutputStream inside = new ByteArrayOutputStream(value.length);
        for (int at = 1; at < last; at++) {
            if (value[at] == '\\' && at + 1 < last) {
                at++;
            }
            inside.write(value[at]);
        }
        return inside.toByteArray();
    }
}
