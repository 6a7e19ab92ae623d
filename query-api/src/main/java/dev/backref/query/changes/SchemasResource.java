package dev.backref.query.changes;

import dev.backref.indexer.contract.Schema;
import dev.backref.query.Answer;
import dev.backref.query.Problem;
import dev.backref.query.ReadOnly;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code GET /api/v1/schemas/<file>}: what is published of the form of changes and topics. */
public final class SchemasResource {
    public void mount(Router router) {
        ReadOnly.mount(router, "/api/v1/schemas/:file", SchemasResource::answer);
    }

    private static void answer(RoutingContext context) {
        String file = context.pathParam("file");
        Optional<Schema> schema = Schema.named(file);
        if (schema.isEmpty()) {
            String there = Stream.of(Schema.values()).map(Schema::file).collect(Collectors.joining(", "));
            Problem.of(404, "NOT_FOUND", "no schema \"" + file + "\"; there are " + there)
                    .answer(context);
            return;
        }
        Answer.end(context, "application/json", Buffer.buffer(schema.get().json()));
    }
}
