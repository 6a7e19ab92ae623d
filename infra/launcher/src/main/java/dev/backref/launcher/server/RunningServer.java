package dev.backref.launcher.server;

import dev.backref.ingest.contract.Json;
import dev.backref.launcher.standalone.InWords;
import dev.backref.launcher.terminal.Line;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** What a running Backref is asked over HTTP. Anything but an answer is thrown. */
public final class RunningServer {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int NOT_NOW = 503;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI address;

    public RunningServer(URI address) {
        this.address = address;
    }

    /**
     * What is served at a path.
     *
     * @throws NotNow when nobody answers, or not now
     * @throws Refused when the answer is another than is expected
     */
    public <T> T get(String path, Class<T> type) throws NotNow, InterruptedException {
        return read(to(path), type);
    }

    /** The answer to something that is asked for, once: to repeat it is the caller's to decide. Fails as {@link #get} does. */
    public <T> T post(String path, Object body, Class<T> type) throws NotNow, InterruptedException {
        return read(with(path, body), type);
    }

    /**
     * Whatever is answered at a path, as it is.
     *
     * @param patience how much longer than usual the server may take for it
     * @throws NotNow when nobody answers
     */
    public HttpResponse<byte[]> ask(String path, Duration patience) throws NotNow, InterruptedException {
        return send(to(path).timeout(PATIENCE.plus(patience)));
    }

    /**
     * Whatever is answered to a request with these headers, as it is.
     *
     * @param body empty for none
     * @throws NotNow when nobody answers
     */
    public HttpResponse<byte[]> request(String method, String path, MultiMap headers, byte[] body)
            throws NotNow, InterruptedException {
        HttpRequest.Builder request = to(path).method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return send(request);
    }

    /** Whatever is answered to something that is asked for once, as it is. As the other otherwise. */
    public HttpResponse<byte[]> ask(String path, Object body, Duration patience) throws NotNow, InterruptedException {
        return send(with(path, body).timeout(PATIENCE.plus(patience)));
    }

    private HttpRequest.Builder with(String path, Object body) {
        return to(path).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws NotNow, InterruptedException {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException unreachable) {
            throw new NotNow("no Backref answers at " + address + ": " + Line.of(InWords.of(unreachable)));
        }
    }

    private <T> T read(HttpRequest.Builder request, Class<T> type) throws NotNow, InterruptedException {
        HttpResponse<byte[]> answer = send(request);
        if (answer.statusCode() == NOT_NOW) {
            throw new NotNow(message(answer));
        }
        if (answer.statusCode() != OK && answer.statusCode() != ACCEPTED) {
            throw new Refused(message(answer));
        }
        try {
            return Json.read(answer.body(), type);
        } catch (IllegalArgumentException other) {
            throw new Refused(answer.uri() + " answers something else: " + Line.of(String.valueOf(other.getMessage())));
        }
    }

    /** The sentence in an error of Backref's, or what stands there instead; a line, whoever wrote it. */
    public static String message(HttpResponse<byte[]> answer) {
        return message(answer, answer.body());
    }

    /** The same of a body that was read otherwise. */
    public static String message(HttpResponse<?> answer, byte[] body) {
        return Line.of(sentence(body)
                .orElseGet(() -> answer.uri() + " answers " + answer.statusCode() + ": "
                        + new String(body, StandardCharsets.UTF_8).strip()));
    }

    /** The sentence in an error of Backref's; absent where something else answers. */
    public static Optional<String> sentence(HttpResponse<byte[]> answer) {
        return sentence(answer.body());
    }

    private static Optional<String> sentence(byte[] body) {
        try {
            return Optional.of(Json.MAPPER.readTree(body).at("/error/message").asText())
                    .filter(text -> !text.isEmpty());
        } catch (IOException noJson) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
