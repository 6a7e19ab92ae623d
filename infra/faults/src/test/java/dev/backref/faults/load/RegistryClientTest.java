package dev.backref.faults.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.backref.faults.plan.Manifest;
import dev.backref.faults.plan.Plan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryClientTest {
    private final Manifest manifest = new Plan(1).round(1).get(0).manifest();
    private final Deque<Integer> statuses = new ArrayDeque<>();
    private final HttpServer registry;
    private final RegistryClient client;

    RegistryClientTest() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            exchange.sendResponseHeaders(statuses.remove(), -1);
            exchange.close();
        });
        registry.start();
        client = new RegistryClient(
                URI.create("http://127.0.0.1:" + registry.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void aDeleteThatFailedOverATagWasCarriedOut() {
        statuses.addAll(List.of(500, 404));
        assertThatCode(() -> client.delete(manifest)).doesNotThrowAnyException();
        assertThat(statuses).isEmpty();
    }

    @Test
    void aDeleteOfWhatIsNotThereIsAnError() {
        statuses.add(404);
        assertThatThrownBy(() -> client.delete(manifest)).hasMessageContaining("404 to DELETE");
    }

    @Test
    void aRegistryThatGoesOnFailingIsAnError() {
        statuses.addAll(List.of(500, 500, 500, 500, 500));
        assertThatThrownBy(() -> client.pushAgain(manifest)).hasMessageContaining("500 to PUT");
    }

    @Test
    void anyOtherAnswerThanCreatedToAPushIsAnError() {
        statuses.add(200);
        assertThatThrownBy(() -> client.pushAgain(manifest)).hasMessageContaining("200 to PUT");
    }
}
