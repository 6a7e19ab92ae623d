package dev.backref.indexer.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.backref.ingest.contract.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A published schema, of a change or a decision, as a test takes it. Readers are told to pass over what they do not know; what is sent must
 * all be in it.
 */
public final class StrictSchema {
    private static final com.networknt.schema.Schema CHANGE = strict(Schema.CHANGE);
    private static final com.networknt.schema.Schema DECISION = strict(Schema.DECISION);

    private StrictSchema() {}

    /** What a change has that its schema does not allow, or lacks. */
    public static List<String> faults(byte[] change) {
        return faults(CHANGE, change);
    }

    /** What the record of a decision has that its schema does not allow, or lacks. */
    public static List<String> faultsOfDecision(byte[] record) {
        return faults(DECISION, record);
    }

    private static List<String> faults(com.networknt.schema.Schema schema, byte[] json) {
        List<String> faults = new ArrayList<>();
        schema.validate(
                        new String(json, StandardCharsets.UTF_8),
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .forEach(error -> faults.add(error.toString()));
        return faults;
    }

    private static com.networknt.schema.Schema strict(Schema published) {
        JsonNode schema = Json.read(published.json(), JsonNode.class);
        close(schema);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
    }

    /** No object may have what is not described, and no word be other than those that are listed. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            if (object.has("properties") && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
            if (object.path("examples").isArray()) {
                object.set("enum", object.get("examples"));
            }
        }
        schema.forEach(StrictSchema::close);
    }
}
