package dev.backref.benchmarks;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.receive.EventLog;
import dev.backref.ingest.receive.Receiver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Webhooks from bytes to the records that keep them. The way in is HTTP, so a body has many events, and all of them share
 * one request; the log takes them at once and keeps nothing.
 */
@State(Scope.Benchmark)
public class HookParsing {
    /** Of a body; so many are still read on the event loop. */
    static final int EVENTS = 64;

    private final Server server = Server.start((vertx, router) -> new Receiver(
                    vertx,
                    List.of(Webhooks.registry()),
                    new KafkaCluster("127.0.0.1:1", "backref.", Rig.PARTITIONS, Map.of()),
                    log(),
                    Duration.ofSeconds(5),
                    new SimpleMeterRegistry(),
                    Clock.systemUTC())
            .mount(router));
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request = HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.port() + "/hooks/" + Corpus.REGISTRY))
            .header("Authorization", "Bearer " + Webhooks.SECRET)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body()))
            .build();

    /** A body of many events, accepted. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public HttpResponse<Void> post() throws IOException, InterruptedException {
        HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != Webhooks.ACCEPTED) {
            throw new IllegalStateException("not accepted: " + answer);
        }
        return answer;
    }

    /** Stops the server. */
    @TearDown
    public void close() {
        server.close();
    }

    /** Refuses what is not the whole body: an event that could not be read. */
    private static EventLog log() {
        return records -> records.size() == EVENTS
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new IllegalStateException("records: " + records.size()));
    }

    private static byte[] body() {
        return Webhooks.body(IntStream.range(0, EVENTS)
                        .mapToObj(Webhooks.EVENT::formatted)
                        .collect(Collectors.joining(",")))
                .getBytes(StandardCharsets.UTF_8);
    }
}
