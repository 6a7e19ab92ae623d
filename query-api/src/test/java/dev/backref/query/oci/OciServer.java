package dev.backref.query.oci;

import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import dev.backref.query.passthrough.PassThrough;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** The whole of {@code /v2} over HTTP, with referrers from a fake index and no registry behind it. */
final class OciServer {
    private OciServer() {}

    static TestServer of(FakeIndex index, Instant now, Set<String> registries) {
        return of(index, now, registries, Callers.ANYONE);
    }

    /**
     * @param registries each of which can have a repository of any name
     */
    static TestServer of(FakeIndex index, Instant now, Set<String> registries, Callers callers) {
        MeterRegistry meters = new SimpleMeterRegistry();
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return new TestServer((vertx, router) -> new OciApi(
                        new ReferrersResource(registries, index, callers, meters, clock),
                        new MergedReferrersResource(repository -> registries, index, callers, meters, clock),
                        new PassThrough(vertx, List.of(), meters))
                .mount(router));
    }
}
