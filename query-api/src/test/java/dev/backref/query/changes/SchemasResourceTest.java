package dev.backref.query.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.indexer.contract.Schema;
import dev.backref.query.TestServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchemasResourceTest {
    private final TestServer server = new TestServer((vertx, router) -> new SchemasResource().mount(router));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void servesEachAsItIsPublished() throws Exception {
        for (Schema schema : Schema.values()) {
            HttpResponse<String> answer = server.get("/api/v1/schemas/" + schema.file());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).contains("application/json");
            assertThat(answer.body()).isEqualTo(new String(schema.json(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void namesThoseThatThereAre() throws Exception {
        HttpResponse<String> answer = server.get("/api/v1/schemas/change.v2.json");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .contains("change.v2.json")
                .contains("change.v1.json, decision.v1.json, asyncapi.json");
    }
}
