package dev.backref.launcher.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Pushes what a user's tools push, to any registry that asks for no credentials. Every future fails with the request
 * and the registry's words for it.
 */
public final class DemoPush {
    private static final String CREATED = "org.opencontainers.image.created";

    private final PushClient client;
    private final ReferrersTag referrersTag;

    /** Pushes to the registry at this address, of which only scheme, host and port count. */
    public DemoPush(Vertx vertx, URI registry) {
        this.client = new PushClient(vertx, registry);
        this.referrersTag = new ReferrersTag(client);
    }

    /** Pushes an image that was never pushed before, under a tag. */
    public Future<Pushed> image(String repository, String tag) {
        SampleImage image = SampleImage.fresh(now());
        Blob manifest = image.manifest();
        return client.blob(repository, image.layer())
                .compose(done -> client.blob(repository, image.config()))
                .compose(done -> client.manifest(repository, tag, manifest))
                .map(answer -> pushed(repository, tag, manifest, image.config().mediaType()));
    }

    /** Attaches evidence to a manifest that was pushed; keeps the referrers tag where the registry lists no referrers. */
    public Future<Pushed> attach(Pushed subject, Evidence kind) {
        Instant created = now();
        Blob layer = new SampleEvidence(subject, created).layer(kind);
        Blob config = kind == Evidence.SIGNATURE ? Blob.EMPTY.as(kind.artifactType()) : Blob.EMPTY;
        ObjectNode annotations = Json.MAPPER.createObjectNode().put(CREATED, created.toString());
        Blob manifest = Blob.json(SampleImage.MANIFEST, manifest(subject, kind, config, layer, annotations));
        String repository = subject.repository();
        return client.blob(repository, layer)
                .compose(done -> client.blob(repository, config))
                .compose(done -> client.manifest(repository, manifest.digest().toString(), manifest))
                .compose(answer -> {
                    if (answer.headers().contains("OCI-Subject")) {
                        return Future.succeededFuture();
                    }
                    ObjectNode entry = manifest.descriptor().put("artifactType", kind.artifactType());
                    entry.set("annotations", annotations);
                    return referrersTag.add(repository, subject.digest(), entry);
                })
                .map(done -> pushed(repository, manifest.digest().toString(), manifest, kind.artifactType()));
    }

    /** Closes its connections. */
    public Future<Void> close() {
        return client.close();
    }

    private static ObjectNode manifest(Pushed subject, Evidence kind, Blob config, Blob layer, ObjectNode annotations) {
        ObjectNode manifest = Json.MAPPER
                .createObjectNode()
                .put("schemaVersion", 2)
                .put("mediaType", SampleImage.MANIFEST)
                .put("artifactType", kind.artifactType());
        manifest.set("config", config.descriptor());
        ObjectNode content = layer.descriptor();
        if (kind == Evidence.PROVENANCE) {
            content.putObject("annotations").put("in-toto.io/predicate-type", SampleEvidence.PREDICATE_TYPE);
        }
        manifest.putArray("layers").add(content);
        manifest.putObject("subject")
                .put("mediaType", subject.mediaType())
                .put("digest", subject.digest().toString())
                .put("size", subject.size());
        manifest.set("annotations", annotations);
        return manifest;
    }

    private static Pushed pushed(String repository, String reference, Blob manifest, String artifactType) {
        return new Pushed(
                repository,
                reference,
                manifest.mediaType(),
                manifest.digest(),
                manifest.content().length(),
                artifactType);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
