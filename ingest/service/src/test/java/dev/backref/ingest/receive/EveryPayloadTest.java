package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every payload that lies in a kind's folder of resources, against its {@code expected.txt}: the name of the file, then the
 * headers with which it comes, then what becomes of it.
 */
class EveryPayloadTest {
    private static final String HEADER = "> ";
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1e300",
            "\"\"",
            "\"a\"",
            "\"A:b@c/%zz?d=e\"",
            "[[{}]]",
            "{\"a\":[null]}",
            '"' + "x".repeat(1000) + '"');

    static Stream<Kind> kinds() {
        return Stream.of(Kind.values());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isReadAsItIsExpected(Kind kind) throws IOException, URISyntaxException {
        Map<String, List<String>> expected = new TreeMap<>();
        expected(kind)
                .forEach((name, lines) -> expected.put(
                        name,
                        lines.stream().filter(line -> !line.startsWith(HEADER)).toList()));

        Map<String, List<String>> read = new TreeMap<>();
        for (String name : files(kind)) {
            read.put(name, Reading.of(kind, Payloads.resource(kind.word() + "/" + name), headers(kind, name)));
        }
        assertThat(read).isNotEmpty().isEqualTo(expected);
    }

    /** Whatever is cut off, and wherever, is kept as a dead letter, and no parser throws. */
    @ParameterizedTest
    @MethodSource("kinds")
    void isADeadLetterWhenItIsCutShort(Kind kind) throws IOException, URISyntaxException {
        for (String name : files(kind)) {
            String body = text(kind, name).strip();
            for (int end = 0; end < body.length(); end += 1 + body.length() / 100) {
                byte[] cut = body.substring(0, end).getBytes(StandardCharsets.UTF_8);
                assertThat(Reading.of(kind, cut, List.of("ce-specversion: 1.0", "ce-type: any")))
                        .as("%s, %d characters", name, end)
                        .matches(lines -> lines.contains("refused=1") || lines.contains("unknown-type=1"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isADeadLetterWhenItIsSomethingElse(Kind kind) {
        for (String body : List.of("", "null", "7", "'x'", "{}", "[{}]", "[7]", "{'a':{'b':[1,null]}}")) {
            assertThat(Reading.of(kind, body)).as(body).contains("refused=1");
        }
    }

    /** No value in any place makes a parser throw, and none that it needs is read as another. */
    @ParameterizedTest
    @MethodSource("kinds")
    void isReadWithWhateverValueInAnyPlace(Kind kind) throws IOException, URISyntaxException {
        for (String name : files(kind)) {
            JsonNode payload = Json.read(Payloads.resource(kind.word() + "/" + name), JsonNode.class);
            List<ObjectNode> objects = objects(payload);
            assertThat(objects).isNotEmpty();
            objects.forEach(
                    object -> fields(object).forEach(field -> readWithAnyValue(kind, name, payload, object, field)));
        }
    }

    private static void readWithAnyValue(Kind kind, String name, JsonNode payload, ObjectNode object, String field) {
        JsonNode before = object.get(field);
        for (String value : VALUES) {
            object.set(field, Json.read(value.getBytes(StandardCharsets.UTF_8), JsonNode.class));
            assertThat(Reading.of(kind, Json.write(payload), headers(kind, name)))
                    .as("%s with %s: %s", name, field, value)
                    .isNotEmpty();
        }
        object.set(field, before);
    }

    @Test
    void hasAWordForEveryKind() {
        assertThat(Stream.of(Kind.values()).map(Kind::word))
                .doesNotHaveDuplicates()
                .contains("acr-eventgrid");
    }

    private static List<String> headers(Kind kind, String file) {
        return expected(kind).getOrDefault(file, List.of()).stream()
                .filter(line -> line.startsWith(HEADER))
                .map(line -> line.substring(HEADER.length()))
                .toList();
    }

    /** The lines of each file's entry. */
    private static Map<String, List<String>> expected(Kind kind) {
        Map<String, List<String>> entries = new TreeMap<>();
        for (String entry : text(kind, "expected.txt").split("(^|\n)== ", -1)) {
            List<String> lines = entry.lines().filter(line -> !line.isBlank()).toList();
            if (!lines.isEmpty()) {
                entries.put(lines.get(0), lines.subList(1, lines.size()));
            }
        }
        return entries;
    }

    private static List<ObjectNode> objects(JsonNode node) {
        List<ObjectNode> objects = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            objects.add(object);
        }
        node.forEach(child -> objects.addAll(objects(child)));
        return objects;
    }

    private static List<String> fields(ObjectNode object) {
        List<String> fields = new ArrayList<>();
        object.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    private static String text(Kind kind, String name) {
        return new String(Payloads.resource(kind.word() + "/" + name), StandardCharsets.UTF_8);
    }

    private static List<String> files(Kind kind) throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(EveryPayloadTest.class.getResource(kind.word() + "/expected.txt"))
                        .toURI())
                .resolveSibling(".");
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }
}
