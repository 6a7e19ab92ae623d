package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.ANONYMOUS;
import static dev.backref.ingest.registry.FaultyRegistry.PLACE;
import static dev.backref.ingest.registry.FaultyRegistry.answer;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look.Found;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a manifest is looked at of which blobs can never be had. */
class PayloadTriesTest {
    /** Each is tried ten times, the second from the look on in which the first is given up. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatNeverComesIsNotWaitedForForEver(int blobs) {
        byte[] manifest = PayloadLookTest.manifest(blobs);
        Source.Manifest source = new Source.Manifest(PLACE, Digest.sha256(manifest));
        try (FaultyRegistry registry = PayloadLookTest.registry(manifest, request -> answer(request, 503))) {
            RegistryClient client = registry.client(ANONYMOUS);
            for (int tries = 1; tries <= blobs * (Payloads.MOST_TRIES - 1); tries++) {
                assertThat(await(client.look(source))).isInstanceOf(Look.Later.class);
            }
            assertThat(await(client.look(source))).isEqualTo(new Found(manifest, PayloadLookTest.TYPE));
            assertThat(await(client.look(source))).as("and then anew").isInstanceOf(Look.Later.class);
        }
    }
}
