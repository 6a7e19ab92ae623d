package dev.backref.query.oci;

import dev.backref.ingest.contract.Json;
import dev.backref.query.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * An error as OCI clients read it (distribution-spec §Error Codes).
 *
 * @param code of the specification's, or one like them
 */
record OciError(int status, String code, String message) {
    /** No registry of that name is configured. */
    static OciError unknownRegistry(String name) {
        return new OciError(404, "NAME_UNKNOWN", "no registry \"" + name + "\" is configured");
    }

    /**
     * The specification's signal to use the fallback tag (§Unavailable Referrers API). The code must not be
     * {@code NAME_UNKNOWN}: clients would take that for a missing repository.
     */
    static OciError useFallbackTag(String why) {
        return new OciError(404, "UNSUPPORTED", why);
    }

    static OciError invalidDigest(String message) {
        return new OciError(400, "DIGEST_INVALID", message);
    }

    static OciError invalidName(String message) {
        return new OciError(400, "NAME_INVALID", message);
    }

    static OciError invalidPage(String message) {
        return new OciError(400, "UNSUPPORTED", message);
    }

    /** Not now: it must never look like an empty list. */
    static OciError unavailable(String message) {
        return new OciError(503, "UNAVAILABLE", message);
    }

    /** Backref only reads: a client that found a referrers API would stop writing the fallback tag. */
    static OciError readOnly() {
        return new OciError(405, "UNSUPPORTED", "Backref only reads: push to the registry itself");
    }

    static OciError notServed() {
        return new OciError(404, "UNSUPPORTED", "Backref answers referrers only: ask the registry itself");
    }

    void answer(RoutingContext context) {
        Body body = new Body(List.of(new Entry(code, message)));
        context.response().setStatusCode(status);
        Answer.end(context, "application/json", Buffer.buffer(Json.write(body)));
    }

    private record Body(List<Entry> errors) {}

    private record Entry(String code, String message) {}
}
