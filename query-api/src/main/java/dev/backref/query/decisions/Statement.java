package dev.backref.query.decisions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Json;

/** An in-toto Statement v1 of which the predicate is the record of a decision (in-toto attestation spec, v1/statement.md). */
final class Statement {
    static final String MEDIA_TYPE = "application/vnd.in-toto+json";
    static final String PREDICATE_TYPE = "https://backref.dev/decision/v1";
    private static final String TYPE = "https://in-toto.io/Statement/v1";

    private Statement() {}

    /**
     * The statement.
     *
     * @throws IllegalArgumentException when the record names no subject
     */
    static ObjectNode of(ObjectNode record) {
        Digest digest = Digest.parse(record.path("subject").asText());
        ObjectNode statement = Json.MAPPER.createObjectNode();
        statement.put("_type", TYPE);
        ObjectNode subject = statement.putArray("subject").addObject();
        if (record.at("/image/resolved").isTextual()) { // Else the name is only what somebody called it.
            subject.put("name", record.at("/image/name").asText());
        }
        subject.putObject("digest").put(digest.algorithm(), digest.encoded());
        statement.put("predicateType", PREDICATE_TYPE);
        statement.set("predicate", record);
        return statement;
    }
}
