package dev.backref.faults.load;

import dev.backref.faults.plan.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Pushes and deletes over the registry's API (OCI distribution-spec, "Pushing manifests" and "Content management"). */
public final class RegistryClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    private static final int NOT_FOUND = 404;
    private static final int BROKEN = 500;
    private static final int TRIES = 5;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI registry;

    public RegistryClient(URI registry) {
        this.registry = registry;
    }

    /** Pushes the blobs that all manifests of a repository share. */
    public void prepare(String repository) throws InterruptedException {
        pushBlob(repository, Manifest.CONFIG);
        pushBlob(repository, Manifest.SHARED_BLOB);
    }

    /** Pushes a manifest, and its blob before it if it has one of its own. */
    void push(Manifest manifest) throws InterruptedException {
        if (manifest.hasOwnBlob()) {
            pushBlob(manifest.repository(), manifest.blob());
        }
        pushAgain(manifest);
    }

    /** Pushes a manifest alone. */
    void pushAgain(Manifest manifest) throws InterruptedException {
        String reference = manifest.tag().orElse(manifest.digest());
        send(
                to("/v2/" + manifest.repository() + "/manifests/" + reference)
                        .header("Content-Type", Manifest.MEDIA_TYPE)
                        .PUT(HttpRequest.BodyPublishers.ofString(manifest.text())),
                CREATED);
    }

    /** Deletes a manifest by its digest. */
    void delete(Manifest manifest) throws InterruptedException {
        HttpRequest request = to("/v2/" + manifest.repository() + "/manifests/" + manifest.digest())
                .DELETE()
                .build();
        HttpResponse<String> answer = ask(request);
        // docker-registry takes the manifest away first, and then fails over any tag that is being written just then.
        for (int tries = 1; answer.statusCode() == BROKEN && tries < TRIES; tries++) {
            answer = ask(request);
            if (answer.statusCode() == NOT_FOUND) {
                return;
            }
        }
        expect(answer, ACCEPTED);
    }

    private void pushBlob(String repository, String content) throws InterruptedException {
        String upload = send(
                        to("/v2/" + repository + "/blobs/uploads/").POST(HttpRequest.BodyPublishers.noBody()), ACCEPTED)
                .headers()
                .firstValue("Location")
                .orElseThrow(() -> new IllegalStateException("an upload without a Location"));
        String digest = (upload.indexOf('?') < 0 ? "?" : "&") + "digest=" + Manifest.digest(content);
        send(
                to(upload + digest)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(HttpRequest.BodyPublishers.ofString(content)),
                CREATED);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(registry.resolve(path)).timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, int expected) throws InterruptedException {
        return expect(ask(request.build()), expected);
    }

    private HttpResponse<String> ask(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), failed);
        }
    }

    private static HttpResponse<String> expect(HttpResponse<String> answer, int expected) {
        if (answer.statusCode() != expected) {
            HttpRequest request = answer.request();
            throw new IllegalStateException("the registry answered %d to %s %s: %s"
                    .formatted(answer.statusCode(), request.method(), request.uri(), answer.body()));
        }
        return answer;
    }
}
