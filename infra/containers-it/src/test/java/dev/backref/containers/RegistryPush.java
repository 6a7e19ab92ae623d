package dev.backref.containers;

import dev.backref.indexer.SampleManifest;
import dev.backref.ingest.contract.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** The requests with which clients fill a registry (distribution-spec §Push); every other status than the specified fails. */
final class RegistryPush {
    /** The config and the layer of every sample manifest. */
    private static final byte[] BLOB = "{}".getBytes(StandardCharsets.UTF_8);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI registry;

    RegistryPush(URI registry) {
        this.registry = registry;
    }

    /** Pushes a manifest by its digest, behind the blob that it names. */
    void manifest(String repository, SampleManifest manifest) {
        manifest(repository, manifest.digest().toString(), manifest);
    }

    /** Pushes a manifest under a tag or its digest, behind the blob that it names. */
    void manifest(String repository, String reference, SampleManifest manifest) {
        blob(repository);
        send(
                201,
                HttpRequest.newBuilder(registry.resolve("/v2/" + repository + "/manifests/" + reference))
                        .header("Content-Type", manifest.mediaType())
                        .PUT(BodyPublishers.ofByteArray(manifest.bytes())));
    }

    /** Deletes a manifest. */
    void delete(String repository, Digest manifest) {
        send(
                202,
                HttpRequest.newBuilder(registry.resolve("/v2/" + repository + "/manifests/" + manifest))
                        .DELETE());
    }

    private void blob(String repository) {
        URI uploads = registry.resolve("/v2/" + repository + "/blobs/uploads/");
        HttpResponse<String> begun = send(202, HttpRequest.newBuilder(uploads).POST(BodyPublishers.noBody()));
        URI target = uploads.resolve(begun.headers().firstValue("Location").orElseThrow());
        URI whole = URI.create(target + (target.getRawQuery() == null ? "?" : "&") + "digest=" + Digest.sha256(BLOB));
        send(
                201,
                HttpRequest.newBuilder(whole)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofByteArray(BLOB)));
    }

    private HttpResponse<String> send(int expected, HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != expected) {
                throw new IllegalStateException(
                        request.method() + " " + request.uri() + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer;
        } catch (IOException failed) {
            throw new IllegalStateException(request.method() + " " + request.uri(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
