package dev.backref.launcher.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What happened to manifests, told in the words of CNCF Distribution 2.8 with {@code application/octet-stream} ignored:
 * one envelope, one event.
 */
final class Events {
    private final Notifier notifier;
    private final String instance = UUID.randomUUID().toString();

    Events(Notifier notifier) {
        this.notifier = notifier;
    }

    void pushed(HttpServerRequest request, String repository, Reference reference, StoredManifest manifest) {
        send("push", request, manifest(request, repository, reference, manifest));
    }

    void pulled(HttpServerRequest request, String repository, Reference reference, StoredManifest manifest) {
        send("pull", request, manifest(request, repository, reference, manifest));
    }

    void deleted(HttpServerRequest request, String repository, Digest digest) {
        send("delete", request, object().put("digest", digest.toString()).put("repository", repository));
    }

    void untagged(HttpServerRequest request, String repository, String tag) {
        send("delete", request, object().put("repository", repository).put("tag", tag));
    }

    private static ObjectNode manifest(
            HttpServerRequest request, String repository, Reference reference, StoredManifest manifest) {
        int size = manifest.bytes().length();
        ObjectNode target = object().put("mediaType", manifest.mediaType())
                .put("size", size)
                .put("digest", manifest.digest().toString())
                .put("length", size)
                .put("repository", repository)
                .put("url", "http://" + host(request) + "/v2/" + repository + "/manifests/" + manifest.digest());
        reference.tag().ifPresent(tag -> target.put("tag", tag));
        return target;
    }

    private void send(String action, HttpServerRequest request, ObjectNode target) {
        ObjectNode envelope = object();
        ObjectNode event = envelope.putArray("events").addObject();
        event.put("id", UUID.randomUUID().toString())
                .put("timestamp", Instant.now().toString())
                .put("action", action)
                .set("target", target);
        event.putObject("request")
                .put("id", UUID.randomUUID().toString())
                .put("addr", String.valueOf(request.remoteAddress()))
                .put("host", host(request))
                .put("method", request.method().name())
                .put(
                        "useragent",
                        Optional.ofNullable(request.getHeader("User-Agent")).orElse(""));
        event.putObject("actor");
        event.putObject("source")
                .put("addr", String.valueOf(request.localAddress()))
                .put("instanceID", instance);
        notifier.send(Buffer.buffer(Json.write(envelope)));
    }

    private static String host(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("Host")).orElseGet(() -> String.valueOf(request.localAddress()));
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }
}
