package dev.backref.query.oci;

import dev.backref.query.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/** Everything below {@code /v2/}: only reads, and of these the referrers. */
public final class OciApi {
    private static final String ROOT = "/v2/";
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final ReferrersResource referrers;

    public OciApi(ReferrersResource referrers) {
        this.referrers = referrers;
    }

    public void mount(Router router) {
        router.route("/v2").handler(this::handle);
        router.route("/v2/*").handler(this::handle);
    }

    private void handle(RoutingContext context) {
        if (!READS.contains(context.request().method())) {
            context.response().putHeader("Allow", "GET, HEAD");
            OciError.readOnly().answer(context);
            return;
        }
        String path = context.request().path();
        if (path.equals("/v2") || path.equals(ROOT)) {
            // distribution-spec §Determining Support
            Answer.end(context, "application/json", Buffer.buffer("{}"));
            return;
        }
        // The router has resolved dots and double slashes; a path that lies here only since then is none of ours.
        Optional<ReferrersPath> asked =
                path.startsWith(ROOT) ? ReferrersPath.read(path.substring(ROOT.length())) : Optional.empty();
        asked.ifPresentOrElse(
                referrersPath -> referrers.answer(context, referrersPath),
                () -> OciError.notServed().answer(context));
    }
}
