package dev.backref.kafka;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;

/** Watches the metadata until no broker of this id leads anything: it is not registered, or it is fenced. */
final class AbsentOrFenced implements MetadataPublisher {
    private final CompletableFuture<Void> seen = new CompletableFuture<>();
    private final int id;

    AbsentOrFenced(int id) {
        this.id = id;
    }

    CompletableFuture<Void> seen() {
        return seen;
    }

    @Override
    public String name() {
        return "backref-absent-or-fenced";
    }

    @Override
    public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
        BrokerRegistration registration = image.cluster().broker(id);
        if (registration == null || registration.fenced()) {
            seen.complete(null);
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
