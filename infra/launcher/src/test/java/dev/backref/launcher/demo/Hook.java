package dev.backref.launcher.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.backref.ingest.contract.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Receives notifications, answering 200 unless it was given other answers. */
final class Hook implements AutoCloseable {
    /** One delivery as it arrived. */
    record Delivery(String contentType, String authorization, String body, int answered) {
        JsonNode event() {
            return Json.read(body.getBytes(UTF_8), JsonNode.class).at("/events/0");
        }

        JsonNode target() {
            return event().path("target");
        }

        /** Such as {@code push app:v1}. */
        String summary() {
            String tag = target().path("tag").asText();
            String named = tag.isEmpty() ? "@" + target().path("digest").asText() : ":" + tag;
            return event().path("action").asText() + " "
                    + target().path("repository").asText() + named;
        }
    }

    private final HttpServer server;
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

    Hook() throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hooks/demo", this::receive);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hooks/demo");
    }

    void answerFirst(int... statuses) {
        for (int status : statuses) {
            answers.add(status);
        }
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    List<String> accepted() {
        return deliveries.stream()
                .filter(delivery -> delivery.answered() == 200)
                .map(Delivery::summary)
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Integer planned = answers.poll();
        int status = planned == null ? 200 : planned;
        deliveries.add(new Delivery(
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestHeaders().getFirst("Authorization"),
                body,
                status));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
