package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.PLACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look.Doubtful;
import dev.backref.ingest.registry.Look.Found;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed manifests of schema 1, as Docker wrote them until 2016. */
class SignedManifestTest {
    private static final String TYPE = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    private static final String PAYLOAD = """
            {
               "schemaVersion": 1,
               "name": "team/app",
               "tag": "old"
            }""";
    private static final Source SOURCE = new Source.Manifest(PLACE, Digest.sha256(bytes(PAYLOAD)));

    @Test
    void haveTheDigestOfWhatWasSigned() {
        String head = PAYLOAD.substring(0, PAYLOAD.length() - 2);
        String signed =
                signed(head, "{\"formatLength\":" + head.length() + ",\"formatTail\":\"" + encoded("\n}") + "\"}");
        assertThat(signed).isNotEqualTo(PAYLOAD);
        assertThat(look(signed, TYPE)).isEqualTo(new Found(bytes(PAYLOAD), TYPE));
        assertThat(look(signed, "application/json")).as("another type").isInstanceOf(Doubtful.class);
        assertThat(look(signed.replace("old", "new"), TYPE)).as("other bytes").isInstanceOf(Doubtful.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "[]", "{\"formatLength\":-3}", "{\"formatLength\":999999,\"formatTail\":\"\"}", "no json"})
    void areDoubtedWhereTheirSignaturesDoNotTell(String format) {
        assertThat(look(signed("{\"schemaVersion\": 1", format), TYPE)).isInstanceOf(Doubtful.class);
        assertThat(look("{\"signatures\":[{\"protected\":\"*\"}]}", TYPE)).isInstanceOf(Doubtful.class);
        assertThat(look("not even JSON", TYPE)).isInstanceOf(Doubtful.class);
    }

    private static String signed(String head, String format) {
        return head + ",\n   \"signatures\": [{\"header\": {}, \"protected\": \"" + encoded(format) + "\"}]\n}";
    }

    private static Look look(String content, String type) {
        try (FaultyRegistry registry = new FaultyRegistry(
                request -> request.response().putHeader("Content-Type", type).end(Buffer.buffer(content)))) {
            return registry.look(SOURCE);
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
