package dev.backref.query.changes;

import dev.backref.indexer.contract.Schema;
import dev.backref.query.Answer;
import dev.backref.query.Problem;
import dev.backref.query.ReadOnly;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /api/v1/schemas/<file>}: what is published of the form of changes and topics. */
public final class SchemasResource {
    private final Map<String, Buffer> schemas = new LinkedHashMap<>();

    public SchemasResource() {
        for (Schema schema : Schema.values()) {
            schemas.put(schema.file(), Buffer.buffer(schema.json()));
        }
    }

    public void mount(Router router) {
        ReadOnly.mount(router, "/api/v1/schemas/:file", this::answer);
    }

    private void answer(RoutingContext context) {
        String file = context.pathParam("file");
        Buffer schema = schemas.get(file);
        if (schema == null) {
            String there = String.join(", ", schemas.keySet());
            Problem.of(404, "NOT_FOUND", "no schema \"" + file + "\"; there are " + there)
                    .answer(context);
            return;
        }
        Answer.end(context, "application/json", schema);
    }
}
