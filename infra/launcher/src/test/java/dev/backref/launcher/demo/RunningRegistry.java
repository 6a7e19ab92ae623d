package dev.backref.launcher.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.backref.ingest.contract.Digest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A demo registry with a hook, and the requests of a client that shares no code with it. */
final class RunningRegistry implements AutoCloseable {
    static final String SECRET = "example-secret";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Hook hook = new Hook();
    private final Path data;
    private DemoRegistry registry;

    RunningRegistry(Path data) throws IOException {
        this.data = data;
        this.registry = start(0);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new CompletionException(failed.getCause());
        } catch (TimeoutException | InterruptedException unfinished) {
            throw new AssertionError(unfinished);
        }
    }

    DemoRegistry start(int port) {
        return await(DemoRegistry.start(vertx, new DemoRegistry.Settings(data, port, hook.address(), SECRET)));
    }

    void restart() {
        int port = registry.port();
        await(registry.close());
        registry = start(port);
    }

    Vertx vertx() {
        return vertx;
    }

    Hook hook() {
        return hook;
    }

    int port() {
        return registry.port();
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + registry.port()).resolve(path);
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) {
        return send(method, path, BodyPublishers.ofString(body), headers);
    }

    HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address(path)).method(method, body).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Pushes a blob in a request after the first, as most clients do. */
    Digest pushBlob(String repository, String content) {
        Digest digest = Digest.sha256(content.getBytes(UTF_8));
        String upload = location(send("POST", "/v2/" + repository + "/blobs/uploads/", BodyPublishers.noBody()));
        HttpResponse<String> answer = send("PUT", upload + "?digest=" + digest, content);
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return digest;
    }

    HttpResponse<String> pushManifest(String repository, String reference, String manifest) {
        return send(
                "PUT", "/v2/" + repository + "/manifests/" + reference, manifest, "Content-Type", SampleImage.MANIFEST);
    }

    /** Pushes an image whose layer is this text, under a tag, and gives its manifest. */
    String pushImage(String repository, String tag, String layer) {
        pushBlob(repository, "{}");
        pushBlob(repository, layer);
        String manifest = manifest(layer);
        HttpResponse<String> answer = pushManifest(repository, tag, manifest);
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return manifest;
    }

    static String manifest(String layer) {
        return "{\"schemaVersion\": 2, \"mediaType\": \"" + SampleImage.MANIFEST + "\", \"config\": "
                + descriptor("application/vnd.oci.image.config.v1+json", "{}") + ", \"layers\": ["
                + descriptor("application/vnd.oci.image.layer.v1.tar", layer) + "]}";
    }

    static String descriptor(String mediaType, String content) {
        return "{\"mediaType\": \"" + mediaType + "\", \"digest\": \"" + digest(content) + "\", \"size\": "
                + content.getBytes(UTF_8).length + "}";
    }

    static Digest digest(String content) {
        return Digest.sha256(content.getBytes(UTF_8));
    }

    static String location(HttpResponse<String> answer) {
        return header(answer, "Location");
    }

    static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Override
    public void close() {
        await(registry.close());
        await(vertx.close());
        hook.close();
    }
}
