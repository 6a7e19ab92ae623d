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
        send(
                to("/v2/" + manifest.repository() + "/manifests/" + manifest.digest())
                        .DELETE(),
                ACCEPTED);
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

    /**
     * Sends until it gets another answer than 500. docker-registry takes a manifest away, and then fails over any tag that
     * is being written just then; so a delete that is sent again finds nothing, and was carried out.
     */
    private HttpResponse<String> send(HttpRequest.Builder builder, int expected) throws InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<String> answer = ask(request);
        int tries = 1;
        while (answer.statusCode() == BROKEN && tries < TRIES) {
            answer = ask(request);
            tries++;
        }
        boolean gone = request.method().equals("DELETE") && tries > 1 && answer.statusCode() == NOT_FOUND;
        if (answer.statusCode() != expected && !gone) {
            throw new IllegalStateException("the registry answered %d to %s %s: %s"
                    .formatted(answer.statusCode(), request.method(), request.uri(), answer.body()));
        }
        return answer;
    }

    private HttpResponse<String> ask(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), failed);
        }
    }
}
