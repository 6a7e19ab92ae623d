package dev.backref.ingest.receive;

import dev.backref.ingest.contract.Digest;
import org.jspecify.annotations.Nullable;

/** Ids for the events of a delivery that bring none: the same when it is delivered again. */
final class OwnIds {
    private static final String ALGORITHM = "sha256:";

    private final byte[] body;
    private @Nullable String digest;

    OwnIds(Delivery delivery) {
        this.body = delivery.body();
    }

    /** Whether an id is one of these. */
    static boolean isOwn(String id) {
        return id.startsWith(ALGORITHM);
    }

    /** The id of the event at this place of the body. The body is hashed for the first that asks, and most bring their ids. */
    String of(String place) {
        if (digest == null) {
            digest = Digest.sha256(body).toString();
        }
        return digest + "/" + place;
    }
}
