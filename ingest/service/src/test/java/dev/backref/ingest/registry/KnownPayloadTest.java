package dev.backref.ingest.registry;

import static dev.backref.ingest.registry.FaultyRegistry.ANONYMOUS;
import static dev.backref.ingest.registry.FaultyRegistry.PLACE;
import static dev.backref.ingest.registry.FaultyRegistry.answer;
import static dev.backref.ingest.registry.FaultyRegistry.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Tagged;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blobs that were read, and are gone since. */
class KnownPayloadTest {
    private static final byte[] MANIFEST = PayloadLookTest.manifest(1);
    private static final Digest DIGEST = Digest.sha256(MANIFEST);
    private static final Found WHOLE = new Found(MANIFEST, PayloadLookTest.TYPE, List.of(PayloadLookTest.payload(1)));

    /** As when another layer is added under cosign's tag. */
    private static final byte[] LONGER = PayloadLookTest.manifest(2);

    private static final Source.Manifest SECOND = new Source.Manifest(PLACE, Digest.sha256(LONGER));

    private final AtomicBoolean gone = new AtomicBoolean();
    private final FaultyRegistry registry = new FaultyRegistry(request -> {
        if (request.path().contains("/blobs/") && gone.get()) {
            answer(request, 404);
        } else {
            boolean other = request.path().contains(SECOND.digest().toString());
            PayloadLookTest.serve(request, other ? LONGER : MANIFEST, PayloadLookTest::serveBlob);
        }
    });
    private final RegistryClient client = registry.client(ANONYMOUS);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void areNotAskedForAgain() {
        assertThat(await(client.look(new Source.Manifest(PLACE, DIGEST)))).isEqualTo(WHOLE);
        gone.set(true);

        assertThat(await(client.look(new Source.Manifest(PLACE, DIGEST)))).isEqualTo(WHOLE);
        assertThat(await(client.fetch(FaultyRegistry.TAG))).isEqualTo(new Tagged(DIGEST, WHOLE));
        assertThat(registry.seenUris())
                .filteredOn(uri -> uri.contains("/blobs/"))
                .hasSize(1);
    }

    @Test
    void areKnownInOtherManifestsAsWell() {
        await(client.look(new Source.Manifest(PLACE, DIGEST)));
        gone.set(true);

        assertThat(await(client.look(SECOND)))
                .isEqualTo(new Found(
                        LONGER,
                        PayloadLookTest.TYPE,
                        List.of(PayloadLookTest.payload(1)),
                        List.of(new UnreadBlob(PayloadLookTest.payload(2).blob(), "not-found"))));
    }

    /** Whoever may read one repository need not be allowed to read the other. */
    @Test
    void areNotKnownInOtherRepositories() {
        await(client.look(new Source.Manifest(PLACE, DIGEST)));
        gone.set(true);
        Location elsewhere = new Location(PLACE.registry(), "other");

        assertThat(((Found) await(client.look(new Source.Manifest(elsewhere, DIGEST)))).payloads())
                .isEmpty();
    }
}
