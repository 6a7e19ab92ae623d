package dev.backref.faults.count;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Asks Backref as an OCI client does (distribution-spec, "Listing Referrers"). */
public final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI backref;

    /**
     * @param backref {@code http://<host>:<port>/v2/<registry>/}
     */
    public Answers(URI backref) {
        this.backref = backref;
    }

    /**
     * What was answered.
     *
     * @param edges of all answers with status 200
     * @param refusals the answers with another status, in words
     */
    public record Found(Set<Edge> edges, Set<String> refusals) {
        public Found {
            edges = Set.copyOf(edges);
            refusals = Set.copyOf(refusals);
        }
    }

    /** Asks for the referrers of every subject of these edges. */
    public Found of(Collection<Edge> about) throws InterruptedException {
        Set<Edge> edges = new HashSet<>();
        Set<String> refusals = new TreeSet<>();
        for (Subject subject : subjects(about)) {
            HttpResponse<byte[]> answer = ask(subject);
            if (answer.statusCode() == OK && answer.headers().firstValue("Link").isEmpty()) {
                edges.addAll(read(subject, answer.body()));
            } else {
                refusals.add(answer.statusCode() + " for " + subject);
            }
        }
        return new Found(edges, refusals);
    }

    /** The same answers as they come, each with its status, by subject. */
    public Map<String, String> texts(Collection<Edge> about) throws InterruptedException {
        Map<String, String> texts = new HashMap<>();
        for (Subject subject : subjects(about)) {
            HttpResponse<byte[]> answer = ask(subject);
            texts.put(
                    subject.toString(), answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static Set<Subject> subjects(Collection<Edge> about) {
        return about.stream().map(Subject::of).collect(Collectors.toSet());
    }

    /** What is asked for. */
    record Subject(String repository, String digest) {
        static Subject of(Edge edge) {
            return new Subject(edge.repository(), edge.subject());
        }
    }

    HttpResponse<byte[]> ask(Subject subject) throws InterruptedException {
        URI address = backref.resolve(subject.repository() + "/referrers/" + subject.digest());
        try {
            return http.send(
                    HttpRequest.newBuilder(address).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException failed) {
            throw new UncheckedIOException("no answer at " + address, failed);
        }
    }

    static Set<Edge> read(Subject subject, byte[] index) {
        Set<Edge> edges = new HashSet<>();
        try {
            for (JsonNode descriptor : JSON.readTree(index).path("manifests")) {
                edges.add(new Edge(
                        subject.repository(),
                        subject.digest(),
                        descriptor.path("digest").asText()));
            }
            return edges;
        } catch (IOException malformed) {
            throw new UncheckedIOException("the answer for " + subject + " is not JSON", malformed);
        }
    }
}
