package dev.backref.query.operations;

import dev.backref.ingest.contract.Json;
import dev.backref.query.Answer;
import dev.backref.query.ReadOnly;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code /health/live}: the process answers. {@code /health/ready}: it can do its work, or what it waits for. */
public final class HealthResource {
    private final List<ReadinessCheck> checks;

    public HealthResource(List<ReadinessCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    public void mount(Router router) {
        ReadOnly.mount(router, "/health/live", context -> answer(context, new Health("live", List.of())));
        ReadOnly.mount(router, "/health/ready", this::ready);
    }

    private void ready(RoutingContext context) {
        List<Check> results = checks.stream().map(HealthResource::run).toList();
        boolean ready = results.stream().allMatch(Check::ready);
        if (!ready) {
            context.response().setStatusCode(503);
        }
        answer(context, new Health(ready ? "ready" : "waiting", results));
    }

    private static Check run(ReadinessCheck check) {
        ReadinessCheck.Status status = check.check();
        return new Check(check.name(), status.ready(), status.detail());
    }

    private static void answer(RoutingContext context, Health health) {
        Answer.end(context, "application/json", Buffer.buffer(Json.write(health)));
    }

    private record Health(String status, List<Check> checks) {}

    private record Check(String name, boolean ready, String detail) {}
}
