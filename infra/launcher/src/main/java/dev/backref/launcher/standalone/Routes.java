package dev.backref.launcher.standalone;

import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.query.Callers;
import dev.backref.query.ErrorPages;
import dev.backref.query.changes.ChangeFeed;
import dev.backref.query.changes.ChangesResource;
import dev.backref.query.oci.OciApi;
import dev.backref.query.oci.ReferrersResource;
import dev.backref.query.operations.HealthResource;
import dev.backref.query.operations.MetricsResource;
import dev.backref.query.operations.ReadinessCheck;
import dev.backref.query.subjects.SubjectsResource;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Every path that is served, except the hooks. */
record Routes(StandaloneSettings settings, Metrics metrics, Clock clock, Parts parts) {
    Router router(Vertx vertx, SubjectIndex index, ChangeFeed feed, List<ReadinessCheck> checks) {
        Set<String> registries = settings.registryNames();
        Router router = Router.router(vertx);
        new HealthResource(checks).mount(router);
        new MetricsResource(metrics.registry()::scrape).mount(router);
        new OciApi(new ReferrersResource(registries, index, Callers.ANYONE, metrics.registry(), clock)).mount(router);
        new SubjectsResource(registries, index, Callers.ANYONE, metrics.registry(), clock).mount(router);
        parts.add("streams", new ChangesResource(vertx, feed, Callers.ANYONE, metrics.registry()))
                .mount(router);
        ErrorPages.mount(router);
        return router;
    }
}
