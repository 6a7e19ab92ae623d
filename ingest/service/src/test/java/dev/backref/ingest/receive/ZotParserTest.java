package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZotParserTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Digest REFERRER =
            Digest.parse("sha256:394df46a0886366218ff87fef7fd3c7521faa07ca94fa3760d8a394b6e062484");
    private static final Digest IMAGE =
            Digest.parse("sha256:cf7f5530244f1bfead39b6ab81eade111ca36ae19549f216dc220d9052475fff");

    @Test
    void looksAtThePushedTagAndAtTheManifestThatItNamed() {
        Cause cause = new Cause(Cause.Kind.PUSH, "id-1");
        Optional<String> reported = Optional.of("2026-01-01T00:00:00Z");

        assertThat(parse("zotregistry.image.updated", Payloads.zot("image.updated.tag")))
                .isEqualTo(new ParsedHook(
                        List.of(
                                RegistryEvent.reported(
                                        Source.parse("local/library/test@" + IMAGE),
                                        cause,
                                        NOW,
                                        reported,
                                        Optional.empty()),
                                RegistryEvent.reported(
                                        Source.parse("local/library/test:v1.0.0"),
                                        cause,
                                        NOW,
                                        reported,
                                        Optional.of(IMAGE))),
                        Map.of("push", 1),
                        Optional.empty()));
    }

    @Test
    void looksOnceAtAManifestThatWasPushedByItsDigest() {
        assertThat(keys(parse("zotregistry.image.updated", Payloads.zot("image.updated.referrer"))))
                .containsExactly("local/library/test@" + REFERRER);
    }

    @Test
    void takesADeletedTagForDeletedAndOnlyLooksAtTheManifestBehindIt() {
        ParsedHook parsed = parse("zotregistry.image.deleted", Payloads.zot("image.deleted"));

        assertThat(kinds(parsed))
                .isEqualTo(Map.of(
                        "local/library/test:v1.0.0",
                        Cause.Kind.DELETE,
                        "local/library/test@" + REFERRER,
                        Cause.Kind.CASCADE));
        assertThat(parsed.events()).extracting(RegistryEvent::expected).containsOnly(Optional.empty());
        assertThat(parsed.actions()).isEqualTo(Map.of("delete", 1));
    }

    @Test
    void looksAtAManifestThatWasDeletedByItsDigest() {
        String body = "{'name':'a','reference':'" + REFERRER + "','digest':'" + REFERRER + "','mediaType':''}";

        assertThat(kinds(parse("zotregistry.image.deleted", json(body))))
                .isEqualTo(Map.of("local/a@" + REFERRER, Cause.Kind.DELETE));
    }

    @Test
    void takesAManifestForDeletedWhereNoTagIsNamed() {
        String body = "{'name':'a','digest':'" + REFERRER + "'}";

        assertThat(kinds(parse("zotregistry.image.deleted", json(body))))
                .isEqualTo(Map.of("local/a@" + REFERRER, Cause.Kind.DELETE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'name':'a','reference':'v1'                          | local/a:v1",
                "'name':'a','reference':'v1','digest':''              | local/a:v1",
                "'name':'a','reference':null,'digest':'sha512-x:y'    | local/a@sha512-x:y",
                "'name':'a','reference':'sha256-x','manifest':7       | local/a:sha256-x",
                "'name':'a','reference':'v1','new':[{}],'actor':'bob' | local/a:v1",
            },
            quoteCharacter = '"')
    void needsOnlyARepositoryAndWhatToLookAt(String fields, String key) {
        assertThat(keys(parse("zotregistry.image.updated", json("{" + fields + "}"))))
                .containsExactly(key);
    }

    @Test
    void looksAtBothDigestsWhereTheyDiffer() {
        String body = "{'name':'a','reference':'" + IMAGE + "','digest':'" + REFERRER + "'}";

        assertThat(keys(parse("zotregistry.image.updated", json(body))))
                .containsExactly("local/a@" + REFERRER, "local/a@" + IMAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "zotregistry.image.lint_failed, image.lint_failed, lint-failed",
        "zotregistry.image.scanned, image.scanned, scanned",
        "zotregistry.repository.created, repository.created, repository",
        "zotregistry.repository.deleted, repository.created, unknown-type",
        "zotregistry.image.Updated, image.updated.tag, unknown-type",
        "zotregistry.image, image.updated.tag, unknown-type",
        "updated, image.updated.tag, unknown-type",
    })
    void dropsAndCountsWhatChangesNoManifest(String type, String payload, String word) {
        ParsedHook parsed = parse(type, Payloads.zot(payload));

        assertThat(parsed.events()).isEmpty();
        assertThat(parsed.actions()).isEqualTo(Map.of(word, 1));
        assertThat(parsed.unknown()).isEqualTo(word.equals("unknown-type") ? Map.of(type, 1) : Map.of());
        assertThat(parsed.unread()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.example.registry.image.updated", "zot.image.updated", "image.updated"})
    void takesAnyPrefixThatAnOperatorGivesTheTypes(String type) {
        assertThat(keys(parse(type, Payloads.zot("image.updated.referrer"))))
                .containsExactly("local/library/test@" + REFERRER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'reference':'v1'} | data.name is missing: {'reference':'v1'}",
                "{'name':'A','reference':'v1'} | data.name: not a repository name: 'A'",
                "{'name':'a','reference':'-'} | data.reference: not a tag: '-'",
                "{'name':'a','reference':'sha256:x'} | data.reference: not a digest: 'sha256:x'",
                "{'name':'a','digest':'x'} | data.digest: not a digest: 'x'",
                "{'name':'a','digest':{}} | data.digest is no name: {}",
                "{'name':'a'} | data names neither digest nor reference: {'name':'a'}",
                "[] | data.name is missing: []",
                "7 | data.name is missing: 7",
            })
    void refusesWhatNamesNothingAndSaysWhichField(String body, String detail) {
        boolean lost = !detail.contains("not a repository name");
        for (String type : List.of("zotregistry.image.updated", "zotregistry.image.deleted")) {
            assertThat(parse(type, json(body)))
                    .isEqualTo(new ParsedHook(
                            List.of(),
                            Map.of("refused", 1),
                            Optional.of(new ParsedHook.Unread("malformed-event", detail.replace('\'', '"'), lost))));
        }
    }

    private static ParsedHook parse(String type, byte[] body) {
        RecordHeaders headers = new RecordHeaders();
        Map.of(
                        "ce-specversion", "1.0",
                        "ce-id", "id-1",
                        "ce-source", "zotregistry.dev",
                        "ce-time", "2026-01-01T00:00:00Z",
                        "ce-type", type,
                        "content-type", "application/json")
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.US_ASCII)));
        return new ZotParser().parse(new Delivery("local", headers, body, NOW));
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Cause.Kind> kinds(ParsedHook parsed) {
        return parsed.events().stream()
                .collect(Collectors.toMap(
                        event -> event.source().key(), event -> event.cause().kind()));
    }

    private static List<String> keys(ParsedHook parsed) {
        return parsed.events().stream().map(event -> event.source().key()).toList();
    }
}
