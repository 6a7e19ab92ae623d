package dev.backref.query;

import dev.backref.indexer.contract.LocationKnowledge.Rejected;
import dev.backref.indexer.contract.LocationKnowledge.Unresolved;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.Location;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An error below {@code /v2} as OCI clients read it (distribution-spec §Error Codes).
 *
 * @param code of the specification's, or one like them
 * @param detail for programs, where there is more to say
 * @param retryAfter when it can be otherwise, where that is a matter of time
 */
public record OciError(
        int status, String code, String message, Optional<Object> detail, Optional<Duration> retryAfter) {
    /** Without anything beside it. */
    public OciError(int status, String code, String message) {
        this(status, code, message, Optional.empty(), Optional.empty());
    }

    /** The same, with when to come back. */
    public OciError after(Duration time) {
        return new OciError(status, code, message, detail, Optional.of(time));
    }

    /** The same, with where it is so. */
    public OciError at(Location location) {
        return new OciError(status, code, location + ": " + message, detail, retryAfter);
    }

    /** No registry of that name is configured. */
    public static OciError unknownRegistry(String name) {
        return new OciError(404, "NAME_UNKNOWN", "no registry \"" + name + "\" is configured");
    }

    /**
     * The specification's signal to use the fallback tag (§Unavailable Referrers API). The code must not be
     * {@code NAME_UNKNOWN}: clients would take that for a missing repository.
     */
    public static OciError useFallbackTag(String why) {
        return new OciError(404, "UNSUPPORTED", why);
    }

    /** What stands where a digest belongs. */
    public static OciError notADigest(String given) {
        return new OciError(400, "DIGEST_INVALID", "not a digest: \"" + given + "\"");
    }

    /** What stands where a repository's name belongs. */
    public static OciError notARepository(String given) {
        return new OciError(400, "NAME_INVALID", "not a repository name: \"" + given + "\"");
    }

    /** What stands where a tag or a digest belongs; the code is CNCF Distribution's, the specification has none. */
    public static OciError notAReference(String given) {
        return new OciError(400, "TAG_INVALID", "neither a tag nor a digest: \"" + given + "\"");
    }

    /** What no resource could answer. */
    public static OciError of(Problem problem) {
        boolean ours = problem.status() >= 500;
        return new OciError(problem.status(), ours ? "UNKNOWN" : "UNSUPPORTED", problem.message());
    }

    /** What stands where the cursor of a page belongs. */
    public static OciError invalidPage(String message) {
        return new OciError(400, "UNSUPPORTED", message);
    }

    /** Not without a login; the answer says with which. */
    public static OciError unauthorized() {
        return new OciError(401, "UNAUTHORIZED", "authentication required");
    }

    /** Not now: it must never look like an empty list, nor like something that is not there. */
    public static OciError unavailable(String message) {
        return new OciError(503, "UNAVAILABLE", message);
    }

    /** Something there could not be looked at for too long: an outage, which ends by itself. */
    public static OciError unresolved(Unresolved unresolved, Duration retryAfter) {
        return unavailable("something that was pushed here since " + unresolved.since() + " could not be looked at: "
                        + unresolved.reason())
                .after(retryAfter);
    }

    /** Something there can never be taken. No time to come back is told: it ends when somebody acts. */
    public static OciError rejected(Rejected rejected) {
        String message = "what refers to a digest here is not all known: " + rejected.source() + " cannot be taken ("
                + rejected.reason() + "). Delete it, or push there what can be taken";
        return new OciError(503, "UNAVAILABLE", message, Optional.of(Map.of("rejected", rejected)), Optional.empty());
    }

    /** Backref only reads: a client that found a referrers API would stop writing the fallback tag. */
    public static OciError readOnly() {
        return new OciError(405, "UNSUPPORTED", "Backref only reads: push to the registry itself");
    }

    /** There is nothing to read at that path. */
    public static OciError notServed() {
        return new OciError(
                404,
                "UNSUPPORTED",
                "Backref serves referrers, manifests, blobs and tags of /v2/<registry>/<repository>:"
                        + " ask the registry itself for anything else");
    }

    /** What has to be asked of one registry, and was asked of all at once. */
    public static OciError ofNoRegistry() {
        return new OciError(
                404,
                "UNSUPPORTED",
                "all registries together serve referrers alone: ask one by its name for anything else");
    }

    /** The referrers tag, asked of all registries: that there is none would be read as "nothing refers to it". */
    public static OciError noReferrersTag(String tag) {
        return unavailable("all registries together have no tag \"" + tag + "\", which says nothing of what refers to a"
                + " digest: ask each by its name");
    }

    /** Answers with this error. */
    public void answer(RoutingContext context) {
        Body body = new Body(List.of(new Entry(code, message, detail)));
        context.response().setStatusCode(status);
        retryAfter.ifPresent(time -> context.response().putHeader("Retry-After", Problem.seconds(time)));
        Answer.end(context, "application/json", Buffer.buffer(Json.write(body)));
    }

    private record Body(List<Entry> errors) {}

    private record Entry(String code, String message, Optional<Object> detail) {}
}
