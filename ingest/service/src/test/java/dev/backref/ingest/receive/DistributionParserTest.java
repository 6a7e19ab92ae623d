package dev.backref.ingest.receive;

import static dev.backref.ingest.receive.Payloads.DIGEST;
import static dev.backref.ingest.receive.Payloads.distribution;
import static dev.backref.ingest.receive.Payloads.envelope;
import static dev.backref.ingest.receive.Payloads.event;
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
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionParserTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void makesTwoLooksOfAPushThatNamesTagAndDigest() {
        String tag = "sha256-146f6a11aaa2d9253e2162fc5758adcb1c97f95035249d8424c05668e721f5df";
        Digest digest = Digest.parse("sha256:f05eb0cd3a8b4e8980d219fd6a6bd4ace62a77ec1dc9e3f4409781a79fdd94ac");
        Cause cause = new Cause(Cause.Kind.PUSH, "11077ef3-6a8d-4d47-9371-6b3502538c0f");
        Optional<String> reported = Optional.of("2026-11-23T17:25:51.572064556Z");

        assertThat(parse(distribution("push-referrers-tag-index")))
                .isEqualTo(new ParsedHook(
                        List.of(
                                RegistryEvent.reported(
                                        source("local/library/test@" + digest), cause, NOW, reported, Optional.empty()),
                                RegistryEvent.reported(
                                        source("local/library/test:" + tag),
                                        cause,
                                        NOW,
                                        reported,
                                        Optional.of(digest))),
                        Map.of("push", 1),
                        Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "push-referrer-by-digest, push, local/library/test@sha256:394df46a0886366218ff87fef7fd3c7521faa07ca94fa3760d8a394b6e062484",
        "push-referrer-by-digest.includereferences, push, local/library/test@sha256:394df46a0886366218ff87fef7fd3c7521faa07ca94fa3760d8a394b6e062484",
        "delete-manifest-by-digest, delete, local/library/test@sha256:394df46a0886366218ff87fef7fd3c7521faa07ca94fa3760d8a394b6e062484",
        "delete-manifest-v3, delete, local/library/test@sha256:394df46a0886366218ff87fef7fd3c7521faa07ca94fa3760d8a394b6e062484",
        "delete-tag-v3, delete, local/library/test:v1.0.0",
        "delete-tag-v3.empty-fields, delete, local/library/test:v1.0.0",
        "delete-repository-v3, delete, local/library/test",
        "delete-repository-v3.empty-fields, delete, local/library/test",
        "envelope-3-events, push, local/library/test@sha256:fea8895f450959fa676bcc1df0611ea93823a735a01205fd8622846041d0c7cf",
    })
    void looksAtWhatTheEventNames(String payload, String action, String key) {
        ParsedHook parsed = parse(distribution(payload));

        assertThat(keys(parsed)).containsExactly(key);
        assertThat(parsed.events().get(0).cause().kind().word()).isEqualTo(action);
        assertThat(parsed.actions()).containsEntry(action, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "pull, pull",
        "pull-head-by-tag, pull",
        "mount-blob, mount",
        "mount-blob-v3, mount",
        "push-blob, blob",
        "push-blob-v3, blob"
    })
    void dropsAndCountsWhatIsNoManifestEvent(String payload, String reason) {
        assertThat(parse(distribution(payload)))
                .isEqualTo(new ParsedHook(List.of(), Map.of(reason, 1), Optional.empty()));
    }

    @Test
    void ignoresWhatTheThirdVersionSaysOfTheEntriesOfAnIndex() {
        assertThat(keys(parse(distribution("push-index-v3.includereferences"))))
                .containsExactly(
                        "local/library/test@sha256:111be2b2e4b840a3a1b3fa20f9d7d94a5cf343e8dc638b25cd3384900cac6705",
                        "local/library/test:multi");
    }

    @Test
    void toleratesFieldsThatNobodyHasHeardOfAndMissesNone() {
        byte[] body =
                ("{\"version\": 9, \"events\": [{\"action\": \"push\", \"meta\": {\"deep\": [1]}, \"actor\": null,"
                                + " \"target\": {\"repository\": \"a\", \"tag\": \"v1\", \"references\": \"none\", \"size\": \"?\"}}]}")
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(keys(parse(body))).containsExactly("local/a:v1");
    }

    @Test
    void looksAtBothWhenADeleteNamesTagAndDigest() {
        String target = "'digest':'" + DIGEST + "','repository':'a/b','tag':'v1'";

        assertThat(keys(parse(envelope(event("delete", target)))))
                .containsExactly("local/a/b@" + DIGEST, "local/a/b:v1");
    }

    @Test
    void dropsTheDeleteOfABlobThatItsUrlGivesAway() {
        String target = "'digest':'" + DIGEST + "','repository':'a','url':'/v2/a/blobs/" + DIGEST + "'";

        assertThat(parse(envelope(event("delete", target))).actions()).isEqualTo(Map.of("blob", 1));
    }

    @Test
    void takesAnUnknownMediaTypeAtAManifestUrlForAManifest() {
        String target = pushed("application/vnd.example.new+json", "http://r/v2/a/manifests/" + DIGEST);

        assertThat(keys(parse(envelope(event("push", target))))).containsExactly("local/a@" + DIGEST);
    }

    @Test
    void takesARepositoryCalledBlobsForARepository() {
        String target = pushed("application/vnd.example.new+json", "http://r/v2/blobs/manifests/" + DIGEST);
        String blob = pushed("application/octet-stream", "/v2/manifests/blobs/" + DIGEST);

        ParsedHook parsed = parse(envelope(event("push", target), event("push", blob)));

        assertThat(parsed.actions()).isEqualTo(Map.of("push", 1, "blob", 1));
    }

    @Test
    void letsTheMediaTypeDecideWhereThereIsNoUrl() {
        String manifest = pushed("application/vnd.oci.image.manifest.v1+json; charset=utf-8", "");
        String layer = pushed("application/vnd.oci.image.layer.v1.tar+gzip", "");

        ParsedHook parsed = parse(envelope(event("push", manifest), event("push", layer)));

        assertThat(parsed.actions()).isEqualTo(Map.of("push", 1, "blob", 1));
    }

    @Test
    void countsActionsThatItDoesNotKnow() {
        ParsedHook parsed = parse(envelope(event("ping", ""), event("replicate", "'repository':'a'")));

        assertThat(parsed.events()).isEmpty();
        assertThat(parsed.actions()).isEqualTo(Map.of("unknown-action", 2));
        assertThat(parsed.unknown()).isEqualTo(Map.of("ping", 1, "replicate", 1));
        assertThat(parsed.unread()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "'digest':'sha256:xyz' | events[1].target.digest: not a digest: 'sha256:xyz'",
                "'tag':'-no' | events[1].target.tag: not a tag: '-no'",
                "'digest':7 | events[1].target.digest is no name: 7",
                "'mediaType':'' | events[1].target names neither digest nor tag: {'mediaType':'','repository':'a'}",
            },
            delimiter = '|')
    void refusesTheMalformedEventAloneAndNamesItsField(String field, String detail) {
        String good = event("push", "'repository':'a','tag':'v1'");
        String bad = event("push", field + ",'repository':'a'");

        ParsedHook parsed = parse(envelope(good, bad, good));

        assertThat(keys(parsed)).containsExactly("local/a:v1", "local/a:v1");
        assertThat(parsed.actions()).isEqualTo(Map.of("push", 2, "refused", 1));
        assertThat(parsed.unread()).hasValue(new ParsedHook.Unread("malformed-event", detail.replace('\'', '"')));
    }

    @Test
    void refusesARepositoryOutsideTheGrammar() {
        ParsedHook parsed = parse(envelope(event("push", "'tag':'v1','repository':'a/../b'")));

        assertThat(parsed.unread())
                .hasValue(new ParsedHook.Unread(
                        "malformed-event", "events[0].target.repository: not a repository name: \"a/../b\"", false));
    }

    @Test
    void namesAFewOfManyMalformedEvents() {
        String bad = event("push", "'tag':'-','repository':'a'");

        ParsedHook parsed = parse(envelope(bad, bad, bad, bad, bad));

        assertThat(parsed.actions()).isEqualTo(Map.of("refused", 5));
        assertThat(parsed.unread().orElseThrow().detail())
                .startsWith("events[0].target.tag: not a tag: \"-\"; events[1]")
                .endsWith("; and 2 more");
    }

    @Test
    void survivesNamesThatAreMegabytesLong() {
        String digest = "a.".repeat(2_000_000) + "a:b";

        ParsedHook parsed = parse(envelope(event("push", "'repository':'a','digest':'" + digest + "'")));

        assertThat(parsed.events()).isEmpty();
        assertThat(parsed.unread().orElseThrow().detail()).hasSizeLessThan(300);
    }

    @Test
    void keepsVendorTimesAndIdsOnlyWhereTheyCanBeWritten() {
        String target = "'repository':'a','tag':'v1'";
        byte[] body = envelope(
                "{'id':'\\ud800','timestamp':'\\ud800','action':'push','target':{" + target + "}}",
                "{'action':'push','timestamp':'0001-01-01T00:00:00Z','target':{" + target + "}}");

        List<RegistryEvent> events = parse(body).events();

        String own = Digest.sha256(body).toString();
        assertThat(events)
                .extracting(event -> event.cause().id())
                .containsExactly(own + "/events[0]", own + "/events[1]");
        assertThat(events)
                .extracting(RegistryEvent::reported)
                .containsExactly(Optional.empty(), Optional.of("0001-01-01T00:00:00Z"));
        assertThat(events).extracting(RegistryEvent::at).containsOnly(NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no", "{\"events\":[]} x", "{\"events\":[", "\u0000"})
    void refusesABodyThatIsNotJson(String body) {
        ParsedHook parsed = parse(body.getBytes(StandardCharsets.UTF_8));

        assertThat(parsed.events()).isEmpty();
        assertThat(parsed.unread().orElseThrow().reason()).isEqualTo(body.isEmpty() ? "no-events" : "not-json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "7", "null", "{\"events\":{}}", "{\"events\":null}", "{\"Events\":[]}"})
    void refusesJsonWithoutEvents(String body) {
        assertThat(parse(body.getBytes(StandardCharsets.UTF_8)).unread().orElseThrow())
                .extracting(ParsedHook.Unread::reason)
                .isEqualTo("no-events");
    }

    @Test
    void refusesEventsThatAreNoObjects() {
        ParsedHook parsed = parse(envelope("7", "null", "{'action':'push','target':[]}", "{'target':{}}"));

        assertThat(parsed.actions()).isEqualTo(Map.of("refused", 4));
    }

    @Test
    void takesAnEmptyEnvelopeForNothing() {
        assertThat(parse(envelope())).isEqualTo(new ParsedHook(List.of(), Map.of(), Optional.empty()));
    }

    private static String pushed(String mediaType, String url) {
        return "'mediaType':'" + mediaType + "','digest':'" + DIGEST + "','repository':'a','url':'" + url + "'";
    }

    private static ParsedHook parse(byte[] body) {
        return new DistributionParser().parse(new Delivery("local", new RecordHeaders(), body, NOW));
    }

    private static List<String> keys(ParsedHook parsed) {
        return parsed.events().stream().map(event -> event.source().key()).toList();
    }

    private static Source source(String key) {
        return Source.parse(key);
    }
}
