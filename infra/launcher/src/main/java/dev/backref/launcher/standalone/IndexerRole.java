package dev.backref.launcher.standalone;

import dev.backref.indexer.Index;
import dev.backref.indexer.IndexSettings;
import dev.backref.indexer.IndexStatus;
import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.serve.Announcer;
import dev.backref.indexer.serve.LookupsResource;
import dev.backref.ingest.registry.Secret;
import dev.backref.query.operations.ReadinessCheck;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** {@link Role#INDEXER}. */
record IndexerRole(Ground ground, String instance, Index index) implements RunningRole {
    /**
     * Begins to index.
     *
     * @param instance the name of this process
     */
    static IndexerRole start(Ground ground, String instance) {
        Index index = new Index(
                new IndexSettings(
                        ground.cluster(),
                        ground.settings().streamsData(),
                        Optional.of(instance),
                        ground.settings().effort()),
                ground.metrics().registry());
        ground.parts().add("index", index).start();
        return new IndexerRole(ground, instance, index);
    }

    /** The lookups in what this process holds. */
    SubjectIndex lookups() {
        return index.lookups();
    }

    /** What this process knows of registries. */
    RegistryIndex registries() {
        return index.registries();
    }

    @Override
    public void mount(Router router) {
        // Without a secret nobody else is to ask: all roles are in this process.
        secret().ifPresent(secret -> new LookupsResource(
                        lookups(),
                        registries(),
                        secret::reveal,
                        ground.metrics().registry(),
                        ground.clock())
                .mount(router));
    }

    /** Tells other processes what can be asked here, once it listens there. */
    void announce(URI address) {
        if (secret().isPresent()) {
            ground.parts()
                    .add(
                            "announcer",
                            new Announcer(
                                    ground.cluster(),
                                    instance,
                                    address,
                                    index::holdings,
                                    ground.metrics().registry()));
        }
    }

    @Override
    public List<ReadinessCheck> checks() {
        return List.of(new Check("index", () -> status(index.status())));
    }

    @Override
    public Optional<String> failure() {
        IndexStatus status = index.status();
        return status.state() == IndexStatus.State.FAILED ? Optional.of(status.detail()) : Optional.empty();
    }

    private Optional<Secret> secret() {
        return ground.settings().peers().secret();
    }

    private static ReadinessCheck.Status status(IndexStatus status) {
        String detail = status.detail().isEmpty() ? "" : ", " + status.detail();
        return new ReadinessCheck.Status(
                status.state() == IndexStatus.State.RUNNING, Check.word(status.state()) + detail);
    }
}
