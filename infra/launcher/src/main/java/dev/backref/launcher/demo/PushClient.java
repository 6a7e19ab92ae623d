package dev.backref.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The requests of a push (distribution-spec §Push), each failing with what the registry said. */
final class PushClient {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final int LONGEST_QUOTE = 300;

    /** A registry's answer. */
    record Answer(int status, MultiMap headers, Buffer body) {}

    private final HttpClient client;
    private final URI registry;

    PushClient(Vertx vertx, URI registry) {
        this.client = vertx.createHttpClient();
        this.registry = registry;
    }

    /** Pushes a blob unless the repository has it. */
    Future<Void> blob(String repository, Blob blob) {
        String blobs = "/v2/" + repository + "/blobs/";
        return send(HttpMethod.HEAD, at(blobs + blob.digest()), Optional.empty(), Set.of(200, 404))
                .compose(known -> known.status() == 200 ? Future.succeededFuture() : upload(blobs, blob));
    }

    /** Pushes a manifest and checks that the registry gave it the digest it has. */
    Future<Answer> manifest(String repository, String reference, Blob manifest) {
        URI target = at("/v2/" + repository + "/manifests/" + reference);
        return send(HttpMethod.PUT, target, Optional.of(manifest), Set.of(201)).map(answer -> {
            Optional<String> named = Optional.ofNullable(answer.headers().get("Docker-Content-Digest"));
            if (named.isPresent() && !named.get().equals(manifest.digest().toString())) {
                throw new IllegalStateException(
                        "PUT " + target + ": the registry says digest " + named.get() + ", not " + manifest.digest());
            }
            return answer;
        });
    }

    /** Reads a manifest; 404 is an answer too. */
    Future<Answer> read(String repository, String reference) {
        URI source = at("/v2/" + repository + "/manifests/" + reference);
        return send(HttpMethod.GET, source, Optional.empty(), Set.of(200, 404));
    }

    Future<Void> close() {
        return client.close();
    }

    private Future<Void> upload(String blobs, Blob blob) {
        URI uploads = at(blobs + "uploads/");
        return send(HttpMethod.POST, uploads, Optional.empty(), Set.of(202))
                .compose(begun -> {
                    URI target = withDigest(
                            uploads,
                            Optional.ofNullable(begun.headers().get("Location"))
                                    .orElseThrow(() -> new IllegalStateException("POST " + uploads + ": no Location")),
                            blob.digest());
                    return send(HttpMethod.PUT, target, Optional.of(blob.as("application/octet-stream")), Set.of(201));
                })
                .mapEmpty();
    }

    private static URI withDigest(URI asked, String location, Digest digest) {
        URI target = asked.resolve(location);
        return URI.create(target + (target.getRawQuery() == null ? "?" : "&") + "digest=" + digest);
    }

    private Future<Answer> send(HttpMethod method, URI target, Optional<Blob> body, Set<Integer> expected) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(target.toString())
                .setTimeout(ANSWER_WITHIN.toMillis())
                .putHeader("User-Agent", "backref-demo")
                .putHeader(
                        "Accept",
                        "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json");
        body.ifPresent(blob -> options.putHeader("Content-Type", blob.mediaType()));
        return client.request(options)
                .compose(request -> body.isPresent() ? request.send(body.get().content()) : request.send())
                .compose(response ->
                        response.body().map(bytes -> new Answer(response.statusCode(), response.headers(), bytes)))
                .recover(failure -> Future.failedFuture(
                        new IllegalStateException(method + " " + target + ": " + reason(failure), failure)))
                .map(answer -> {
                    if (!expected.contains(answer.status())) {
                        throw new IllegalStateException(
                                method + " " + target + ": " + answer.status() + " " + quote(answer.body()));
                    }
                    return answer;
                });
    }

    private URI at(String path) {
        return registry.resolve(path);
    }

    private static String reason(Throwable failure) {
        return failure instanceof ConnectException ? "nothing answers there" : String.valueOf(failure.getMessage());
    }

    /** The first error of an OCI error body, or the beginning of another one. */
    private static String quote(Buffer body) {
        try {
            JsonNode error =
                    Json.read(body.getBytes(), JsonNode.class).path("errors").path(0);
            if (error.has("code")) {
                return error.path("code").asText() + ": "
                        + error.path("message").asText();
            }
        } catch (IllegalArgumentException notJson) {
            return beginning(body);
        }
        return beginning(body);
    }

    private static String beginning(Buffer body) {
        return body.getString(0, Math.min(LONGEST_QUOTE, body.length())).strip();
    }
}
