package dev.backref.query.oci;

import dev.backref.query.ErrorForm;
import dev.backref.query.OciError;
import dev.backref.query.Problem;
import io.vertx.ext.web.RoutingContext;

/** The form that every error below {@code /v2/} has, also of a request that no resource could read. */
public final class OciErrorForm implements ErrorForm {
    @Override
    public boolean covers(String path) {
        return path.equals("/v2") || path.startsWith(OciApi.ROOT);
    }

    @Override
    public void answer(RoutingContext context, Problem problem) {
        OciError.of(problem).answer(context);
    }
}
