package dev.backref.launcher.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backref.ingest.contract.Json;
import io.vertx.core.buffer.Buffer;

/** A request that is answered with an error body. Carries no stack: it is the client's fault and not ours. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    Refusal(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** The answer, with the body of distribution-spec §Error Codes. */
    Reply reply() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.putArray("errors").addObject().put("code", code.name()).put("message", String.valueOf(getMessage()));
        return Reply.of(code.status()).body("application/json", Buffer.buffer(Json.write(body)));
    }
}
