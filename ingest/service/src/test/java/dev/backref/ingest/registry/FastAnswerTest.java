package dev.backref.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.RegistryHistory;
import dev.backref.ingest.contract.Source;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FastAnswerTest {
    private static final int LOOKS = 5_000;

    @Test
    void takesAnAnswerThatIsThereBeforeTheAskingThreadGoesOn() {
        byte[] content = "{}".getBytes(StandardCharsets.UTF_8);
        Vertx vertx = Vertx.vertx();
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response().end(Buffer.buffer(content)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        RegistryClient client = new RegistryClient(
                vertx,
                new RegistrySettings(
                        "local",
                        URI.create("http://127.0.0.1:" + server.actualPort()),
                        RegistrySettings.Kind.DISTRIBUTION,
                        RegistryHistory.NONE,
                        Optional.empty(),
                        new RegistrySettings.Access(
                                Optional.empty(), new RegistrySettings.Budget(8, 100_000), Set.of()),
                        SweepSettings.ON_REQUEST));
        Source source = new Source.Manifest(new Location("local", "app"), Digest.sha256(content));
        for (int look = 0; look < LOOKS; look++) {
            assertThat(client.look(source)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(Look.Found.class);
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
