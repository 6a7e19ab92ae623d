package dev.backref.launcher.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShownLetterTest {
    @Test
    void tellsTheTerminalNothing() {
        DeadLetter letter = letter("{\n\u001b[2J}", "x-by", "a\u001b[2J\nb");
        assertThat(ShownLetter.lines(letter, true)).containsExactly("x-by: a [2J b", "", "{ [2J}");
        assertThat(ShownLetter.lines(letter, false)).containsExactly("x-by: a [2J b", "", "{\n\u001b[2J}");
    }

    @Test
    void hidesTheQueryThatAProxyRepeats() {
        DeadLetter letter = letter(
                "{}",
                "x-original-url",
                "/hooks/quay?secret=hunter2",
                "X-Forwarded-Uri",
                "/hooks/quay?secret=hunter2",
                "x-envoy-original-path",
                "/hooks/quay",
                "x-question",
                "why?");
        assertThat(ShownLetter.lines(letter, false))
                .containsExactly(
                        "x-original-url: /hooks/quay?…",
                        "X-Forwarded-Uri: /hooks/quay?…",
                        "x-envoy-original-path: /hooks/quay",
                        "x-question: why?",
                        "",
                        "{}");
    }

    @Test
    void isAboutTheRegistryThatItsKeyNames() {
        assertThat(registry("ecr", "ecr-events-3@12")).contains("ecr");
        assertThat(registry("ecr/team/app:v1", "registry-events")).contains("ecr");
        assertThat(registry("any", "/hooks/quay")).contains("quay");
        assertThat(registry(null, "ecr-events-3@12")).isEmpty();
    }

    private static Optional<String> registry(@Nullable String key, String origin) {
        DeadLetter.Refusal why = new DeadLetter.Refusal("not-json", "why", origin, Instant.EPOCH);
        return Letter.of(new Place(0, 1), new DeadLetter(key, null, new RecordHeaders(), why), false)
                .registry();
    }

    /** @param headers names and values in turn */
    private static DeadLetter letter(String body, String... headers) {
        Headers all = new RecordHeaders();
        for (int at = 0; at < headers.length; at += 2) {
            all.add(headers[at], headers[at + 1].getBytes(StandardCharsets.UTF_8));
        }
        DeadLetter.Refusal why = new DeadLetter.Refusal("not-json", "why", "/hooks/quay", Instant.EPOCH);
        return new DeadLetter("quay", body.getBytes(StandardCharsets.UTF_8), all, why);
    }
}
