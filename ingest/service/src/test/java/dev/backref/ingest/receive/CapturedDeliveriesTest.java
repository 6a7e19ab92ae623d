package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.RegistrySettings.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real registries sent while many tools pushed to them, against lists that were made without the parsers. */
class CapturedDeliveriesTest {
    @ParameterizedTest
    @CsvSource({"DISTRIBUTION, docker-registry-2.8.2", "ZOT, zot"})
    void readsEveryDeliveryAsItIsListed(Kind kind, String registry) {
        HookParser parser = HookParser.of(kind);
        Map<String, List<String>> steps = new LinkedHashMap<>();
        for (Captured captured : Captured.of(registry)) {
            ParsedHook parsed = parser.parse(captured.delivery());
            assertThat(parsed.unread()).as(captured.step()).isEmpty();
            steps.computeIfAbsent(captured.step(), step -> new ArrayList<>()).add(words(parsed));
        }

        String expected =
                new String(Payloads.resource("/captured/" + registry + ".expected.txt"), StandardCharsets.UTF_8);
        assertThat(steps.entrySet())
                .extracting(step -> step.getKey() + ": " + String.join("; ", step.getValue()))
                .containsExactlyElementsOf(expected.lines().toList());
    }

    @Test
    void keepsTheIdsAndTimesThatZotGivesInItsHeaders() {
        for (Captured captured : Captured.of("zot")) {
            for (RegistryEvent event :
                    new ZotParser().parse(captured.delivery()).events()) {
                assertThat(event.cause().id()).isEqualTo(captured.header("ce-id"));
                assertThat(event.reported()).contains(captured.header("ce-time"));
                assertThat(event.at()).isEqualTo(captured.delivery().at());
            }
        }
    }

    @Test
    void keepsTheIdsAndTimesThatDistributionGivesInItsEvents() {
        for (Captured captured : Captured.of("docker-registry-2.8.2")) {
            JsonNode sent =
                    Json.read(captured.delivery().body(), JsonNode.class).at("/events/0");
            for (RegistryEvent event :
                    new DistributionParser().parse(captured.delivery()).events()) {
                assertThat(event.cause().id()).isEqualTo(sent.path("id").asText());
                assertThat(event.reported()).contains(sent.path("timestamp").asText());
            }
        }
    }

    /** What became of the one event of a delivery: a word, and then each look; long digests are cut. */
    private static String words(ParsedHook parsed) {
        assertThat(parsed.actions()).hasSize(1);
        String action = parsed.actions().keySet().iterator().next();
        StringBuilder words = new StringBuilder(action);
        for (RegistryEvent event : parsed.events()) {
            assertThat(event.cause().kind().word()).isEqualTo(action);
            Source source = event.source();
            words.append(' ').append(source.location().repository()).append(source.name());
            event.expected().ifPresent(digest -> words.append('=').append(digest.encoded()));
        }
        return words.toString().replace("@sha256:", "@").replaceAll("([0-9a-f]{12})[0-9a-f]{52}", "$1");
    }
}
