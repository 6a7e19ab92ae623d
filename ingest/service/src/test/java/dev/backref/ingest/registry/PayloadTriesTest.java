package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.ANONYMOUS;
import static dev.backref.ingest.registry.FaultyRegistry.PLACE;
import static dev.backref.ingest.registry.FaultyRegistry.answer;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static dev.backref.ingest.registry.TroubleLookTest.later;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Payload;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Gone;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a manifest is looked at of which blobs can never be had. */
class PayloadTriesTest {
    private static final byte[] MANIFEST = PayloadLookTest.manifest(2);
    private static final Source.Manifest SOURCE = new Source.Manifest(PLACE, Digest.sha256(MANIFEST));
    private static final String FIRST = PayloadLookTest.payload(1).blob().toString();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, Payload.MOST})
    void whatNeverComesIsNotWaitedForForEver(int blobs) {
        byte[] manifest = PayloadLookTest.manifest(blobs);
        Source.Manifest source = new Source.Manifest(PLACE, Digest.sha256(manifest));
        try (FaultyRegistry registry = PayloadLookTest.registry(manifest, request -> answer(request, 503))) {
            RegistryClient client = registry.client(ANONYMOUS);
            looksInVain(BlobTries.MOST - 1, client, source);
            assertThat(((Found) await(client.look(source))).unread())
                    .hasSize(blobs)
                    .extracting(UnreadBlob::reason)
                    .containsOnly("server-error");
            assertThat(await(client.look(source))).as("and then anew").isInstanceOf(Look.Later.class);
        }
    }

    @Test
    void oneThatMayComeLaterKeepsNoOtherFromBeingAskedFor() {
        try (FaultyRegistry registry = PayloadLookTest.registry(MANIFEST, PayloadTriesTest::lackFirst)) {
            assertThat(later(registry.look(SOURCE)).reason()).isEqualTo(LookFailure.SERVER_ERROR);
            assertThat(registry.seen).hasSize(3);
        }
    }

    /** Another process may have told of the manifest meanwhile, with all of it. */
    @Test
    void countsAnewWhereTheRegistryWasAnothersToAsk() {
        try (FaultyRegistry registry = PayloadLookTest.registry(MANIFEST, request -> answer(request, 503))) {
            RegistryClient client = registry.client(ANONYMOUS);
            looksInVain(BlobTries.MOST - 1, client, SOURCE);
            client.giveUp();
            client.takeOver();
            assertThat(await(client.look(SOURCE))).isInstanceOf(Look.Later.class);
        }
    }

    @Test
    void whatCouldBeHadIsToldInTheEndWithoutWhatCouldNot() {
        try (FaultyRegistry registry = PayloadLookTest.registry(MANIFEST, PayloadTriesTest::lackFirst)) {
            RegistryClient client = registry.client(ANONYMOUS);
            looksInVain(BlobTries.MOST - 1, client, SOURCE);
            assertThat(((Found) await(client.look(SOURCE))).payloads()).containsExactly(PayloadLookTest.payload(2));
        }
    }

    /** Both manifests name the blob that does not come. */
    @Test
    void triesForOneManifestAreNoneForAnother() {
        byte[] other = PayloadLookTest.manifest(1);
        Source.Manifest source = new Source.Manifest(PLACE, Digest.sha256(other));
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            boolean isOther = request.path().endsWith(source.digest().toString());
            PayloadLookTest.serve(request, isOther ? other : MANIFEST, PayloadTriesTest::lackFirst);
        })) {
            RegistryClient client = registry.client(ANONYMOUS);
            looksInVain(BlobTries.MOST - 1, client, SOURCE);
            looksInVain(BlobTries.MOST - 1, client, source);
            assertThat(await(client.look(SOURCE))).isInstanceOf(Found.class);
            assertThat(await(client.look(source))).isInstanceOf(Found.class);
        }
    }

    @Test
    void aManifestThatWentAwayIsTriedAnewWhenItComesAgain() {
        AtomicBoolean gone = new AtomicBoolean();
        try (FaultyRegistry registry = new FaultyRegistry(request -> {
            if (gone.get()) {
                answer(request, 404);
            } else {
                PayloadLookTest.serve(request, MANIFEST, PayloadTriesTest::lackFirst);
            }
        })) {
            RegistryClient client = registry.client(ANONYMOUS);
            looksInVain(BlobTries.MOST - 1, client, SOURCE);
            gone.set(true);
            assertThat(await(client.look(SOURCE))).isEqualTo(new Gone());
            gone.set(false);
            looksInVain(BlobTries.MOST - 1, client, SOURCE);
        }
    }

    private static void looksInVain(int tries, RegistryClient client, Source.Manifest source) {
        for (int number = 1; number <= tries; number++) {
            assertThat(await(client.look(source))).as("%d", number).isInstanceOf(Look.Later.class);
        }
    }

    private static void lackFirst(HttpServerRequest request) {
        if (request.path().endsWith(FIRST)) {
            answer(request, 503);
        } else {
            PayloadLookTest.serveBlob(request);
        }
    }
}
