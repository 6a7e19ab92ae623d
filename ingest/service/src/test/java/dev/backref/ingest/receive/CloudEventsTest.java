package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.RegistryEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The modes of the CloudEvents HTTP binding, with events of zot. */
class CloudEventsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final String STRUCTURED = "content-type: application/cloudevents+json";
    private static final String BATCH = "content-type: application/cloudevents-batch+json";
    private static final String VERSION = "ce-specversion: 1.0";
    private static final String UPDATED = "ce-type: zotregistry.image.updated";
    private static final String DATA = "{'name':'a','reference':'v1'}";

    @Test
    void readsTheStructuredEventThatZotWrites() {
        ParsedHook parsed = parse(Payloads.zot("nats.image.updated"), STRUCTURED);

        assertThat(keys(parsed))
                .containsExactly("local/library/test@sha256:"
                        + "394df46a0886366218ff87fef7fd3c7521faa07ca94fa3760d8a394b6e062484");
        RegistryEvent event = parsed.events().get(0);
        assertThat(event.cause().id()).isEqualTo("7a2f0c1e-1111-4222-8333-444455556666");
        assertThat(event.reported()).contains("2026-01-01T00:00:00.123456789Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents+json; charset=utf-8",
                "Application/CloudEvents+JSON;charset=\"UTF-8\"",
                "application/cloudevents",
            })
    void tellsTheStructuredModeByTheBeginningOfTheContentType(String contentType) {
        ParsedHook parsed = parse(json(event("'data':" + DATA)), "content-type: " + contentType, UPDATED + ".not");

        assertThat(keys(parsed)).containsExactly("local/a:v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "APPLICATION/JSON; charset=utf-8", "text/plain", "no content type"})
    void readsTheDataOfABinaryEventWhateverItsTypeSays(String contentType) {
        ParsedHook parsed = parse(json(DATA), "content-type: " + contentType, VERSION, UPDATED);

        assertThat(keys(parsed)).containsExactly("local/a:v1");
    }

    @Test
    void readsABinaryEventThatHasNoContentType() {
        assertThat(keys(parse(json(DATA), VERSION, UPDATED))).containsExactly("local/a:v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-type: application/json", "content-type: text/plain", "x-other: header"})
    void readsAnEventThatOnlyItsBodyTellsToBeOne(String header) {
        String event = event("'data':" + DATA);
        assertThat(keys(parse(json(event), header))).containsExactly("local/a:v1");
        assertThat(keys(parse(json("[" + event + "," + event + "]"), header)))
                .containsExactly("local/a:v1", "local/a:v1");
        assertThat(keys(parse(Payloads.zot("nats.image.updated"), header))).hasSize(1);
    }

    @Test
    void readsDataThatIsBase64InTheEvent() {
        String data = Base64.getEncoder().encodeToString(json(DATA));

        assertThat(keys(parse(json(event("'data_base64':'" + data + "'")), STRUCTURED)))
                .containsExactly("local/a:v1");
    }

    @Test
    void readsABatchAndRefusesTheMalformedAlone() {
        String good = event("'data':" + DATA);
        String bad = event("'data':{'name':'a','reference':'-'}");
        ParsedHook parsed = parse(json("[" + good + "," + bad + ",7," + good + "]"), BATCH);

        assertThat(keys(parsed)).containsExactly("local/a:v1", "local/a:v1");
        assertThat(parsed.actions()).isEqualTo(Map.of("push", 2, "refused", 2));
        assertThat(parsed.unread())
                .hasValue(new ParsedHook.Unread(
                        "malformed-event", "[1].data.reference: not a tag: \"-\"; [2].specversion is missing"));
    }

    @Test
    void takesAnEmptyBatchForNothing() {
        assertThat(parse(json("[]"), BATCH)).isEqualTo(new ParsedHook(List.of(), Map.of(), Optional.empty()));
    }

    @Test
    void givesEventsWithoutIdsOnesThatARepetitionHasAsWell() {
        String nameless = event("'data':" + DATA).replace("'id':'id-1',", "");
        byte[] body = json("[" + nameless + "," + nameless + "]");

        String own = Digest.sha256(body).toString();
        assertThat(parse(body, BATCH).events())
                .extracting(event -> event.cause().id())
                .containsExactly(own + "/event[0]", own + "/event[1]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "zotregistry%2Eimage%2eupdated | push",
                "\"zotregistry.image.updated\" | push",
                "\"zotregistry.image\\.updated\" | push",
                "\"zotregistry%2Eimage.updated\" | push",
                "zotregistry%252Eimage.updated | unknown-type",
                "zotregistry.%C3%A9.image.updated | push",
                "\" | unknown-type",
                "zotregistry.image.updated%zz | refused",
                "zotregistry.image.updated% | refused",
                "zotregistry.image.updated%2 | refused",
                "%C0%AEimage.updated | refused",
            })
    void decodesHeadersOnce(String type, String action) {
        assertThat(parse(json(DATA), VERSION, "ce-type: " + type).actions()).isEqualTo(Map.of(action, 1));
    }

    @Test
    void quotesTheHeaderThatCannotBeDecoded() {
        assertThat(parse(json(DATA), VERSION, "ce-type: %ff").unread())
                .hasValue(new ParsedHook.Unread("malformed-event", "ce-type is no percent-encoded UTF-8: \"%ff\""));
    }

    @Test
    void refusesAnEventOfAnotherMajorVersion() {
        assertThat(parse(json(DATA), "ce-specversion: 0.3", UPDATED).unread())
                .hasValue(new ParsedHook.Unread(
                        "malformed-event", "ce-specversion is no version that is known: \"0.3\""));
    }

    @Test
    void refusesWhatIsNoCloudEventAtAll() {
        assertThat(parse(json(DATA), "content-type: application/json").unread())
                .hasValue(new ParsedHook.Unread("malformed-event", "ce-specversion is missing"));
        assertThat(parse(json(DATA), STRUCTURED).unread())
                .hasValue(new ParsedHook.Unread("malformed-event", "specversion is missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no", "{", "{} {}", "\u0000\u00ff"})
    void refusesABodyThatIsNotJson(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        String reason = body.isEmpty() ? "malformed-event" : "not-json";

        assertThat(reason(parse(bytes, STRUCTURED))).isEqualTo(reason);
        assertThat(reason(parse(bytes, BATCH))).isEqualTo(body.isEmpty() ? "no-events" : "not-json");
        assertThat(reason(parse(bytes, VERSION, UPDATED))).isEqualTo("malformed-event");
    }

    @Test
    void countsUnknownTypesWithoutReadingTheirData() {
        ParsedHook parsed = parse("plain words".getBytes(StandardCharsets.UTF_8), VERSION, "ce-type: org.example.any");

        assertThat(parsed.events()).isEmpty();
        assertThat(parsed.actions()).isEqualTo(Map.of("unknown-type", 1));
        assertThat(parsed.unknown()).isEqualTo(Map.of("org.example.any", 1));
        assertThat(parsed.unread()).isEmpty();
    }

    @Test
    void refusesJsonThatIsNestedTooDeeply() {
        byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);

        assertThat(reason(parse(deep, BATCH))).isEqualTo("not-json");
    }

    private static String event(String data) {
        return "{'specversion':'1.0','id':'id-1','source':'zot','type':'zotregistry.image.updated'," + data + "}";
    }

    private static String reason(ParsedHook parsed) {
        assertThat(parsed.events()).isEmpty();
        return parsed.unread().orElseThrow().reason();
    }

    private static ParsedHook parse(byte[] body, String... lines) {
        RecordHeaders headers = new RecordHeaders();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            headers.add(line.substring(0, colon), line.substring(colon + 2).getBytes(StandardCharsets.ISO_8859_1));
        }
        return new ZotParser().parse(new Delivery("local", headers, body, NOW));
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> keys(ParsedHook parsed) {
        return parsed.events().stream().map(event -> event.source().key()).toList();
    }
}
