package dev.backref.query.oci;

import dev.backref.query.OciError;
import dev.backref.query.OciPath;
import dev.backref.query.OciPath.Endpoint;
import dev.backref.query.passthrough.PassThrough;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Everything below {@code /v2/}: only reads. Referrers come from the index, the rest from the registry itself. */
public final class OciApi {
    static final String ROOT = "/v2/";
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** A digest in the place of a tag: the referrers tag, and those of cosign (distribution-spec §Referrers Tag Schema). */
    private static final Pattern REFERRERS_TAG =
            Pattern.compile("(sha256-[0-9a-f]{64}|sha512-[0-9a-f]{32,128})(\\..*)?");

    private final ReferrersResource referrers;
    private final MergedReferrersResource merged;
    private final PassThrough registries;

    public OciApi(ReferrersResource referrers, MergedReferrersResource merged, PassThrough registries) {
        this.referrers = referrers;
        this.merged = merged;
        this.registries = registries;
    }

    /** Serves it there. */
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
            registries.ping(context);
            return;
        }
        Optional<OciPath> asked = OciPath.read(path);
        if (asked.isEmpty()) {
            OciError.notServed().answer(context);
        } else if (asked.get().registry().equals(MergedReferrersResource.NAME)) {
            ofAll(context, asked.get());
        } else if (asked.get().endpoint() == Endpoint.REFERRERS) {
            referrers.answer(context, asked.get());
        } else {
            registries.answer(context, asked.get());
        }
    }

    private void ofAll(RoutingContext context, OciPath path) {
        if (path.endpoint() == Endpoint.REFERRERS) {
            merged.answer(context, path);
        } else if (path.endpoint() == Endpoint.MANIFESTS
                && REFERRERS_TAG.matcher(path.reference()).matches()) {
            OciError.noReferrersTag(path.reference()).answer(context);
        } else {
            OciError.ofNoRegistry().answer(context);
        }
    }
}
