package dev.backref.launcher.sweep;

import dev.backref.indexer.contract.RegistryKnowledge;
import dev.backref.indexer.contract.RepositoryKnowledge;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.SweepRequest;
import dev.backref.launcher.standalone.InWords;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a running Backref is asked of a registry, over HTTP. Anything but an answer is thrown. */
final class SweepServer {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int NOT_NOW = 503;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI address;
    private final SweepTarget target;

    SweepServer(URI address, SweepTarget target) {
        this.address = address;
        this.target = target;
    }

    /** A page of repositories. */
    record Page(List<RepositoryKnowledge> repositories, Optional<String> next) {
        Page {
            repositories = List.copyOf(repositories);
        }
    }

    /** Asks for the sweep, once: to repeat it is the caller's to decide. */
    SweepRequest ask() throws NotNow, InterruptedException {
        byte[] body = Json.write(
                target.repository().map(name -> Map.of("repository", name)).orElse(Map.of()));
        HttpRequest.Builder request = to("/sweeps")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return read(request, SweepRequest.class);
    }

    RegistryKnowledge registry() throws NotNow, InterruptedException {
        return read(to(""), RegistryKnowledge.class);
    }

    /** Of the target. */
    RepositoryKnowledge repository() throws NotNow, InterruptedException {
        return read(to("/repositories/" + target.repository().orElseThrow()), RepositoryKnowledge.class);
    }

    /** Those that fail, a page from behind this cursor on. */
    Page failing(Optional<String> after) throws NotNow, InterruptedException {
        String next = after.map(cursor -> "&next=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8))
                .orElse("");
        return read(to("/repositories?failing=true&n=1000" + next), Page.class);
    }

    @Override
    public String toString() {
        return address.toString();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(address.resolve("/api/v1/registries/" + target.registry() + path))
                .timeout(PATIENCE);
    }

    private <T> T read(HttpRequest.Builder request, Class<T> type) throws NotNow, InterruptedException {
        HttpResponse<byte[]> answer;
        try {
            answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException unreachable) {
            throw new NotNow("no Backref answers at " + address + ": " + InWords.of(unreachable));
        }
        if (answer.statusCode() == NOT_NOW) {
            throw new NotNow(message(answer));
        }
        if (answer.statusCode() != OK && answer.statusCode() != ACCEPTED) {
            throw new Refused(message(answer));
        }
        try {
            return Json.read(answer.body(), type);
        } catch (IllegalArgumentException other) {
            throw new Refused(answer.uri() + " answers something else: " + other.getMessage());
        }
    }

    /** The sentence in an error of Backref's, or what stands there instead. */
    private static String message(HttpResponse<byte[]> answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
        try {
            String sentence = Json.MAPPER.readTree(text).at("/error/message").asText();
            return sentence.isEmpty() ? answer.uri() + " answers " + answer.statusCode() : sentence;
        } catch (IOException noJson) {
            return answer.uri() + " answers " + answer.statusCode() + ": " + text;
        }
    }
}
