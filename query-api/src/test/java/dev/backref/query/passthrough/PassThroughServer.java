package dev.backref.query.passthrough;

import dev.backref.query.Callers;
import dev.backref.query.FakeIndex;
import dev.backref.query.TestServer;
import dev.backref.query.oci.MergedReferrersResource;
import dev.backref.query.oci.OciApi;
import dev.backref.query.oci.ReferrersResource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The whole of {@code /v2} over HTTP, in front of these registries. */
final class PassThroughServer implements AutoCloseable {
    /** Short enough for a test to wait for. */
    static final Limits LIMITS = new Limits(Duration.ofSeconds(2), Duration.ofMillis(500), 4);

    final TestServer http;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    PassThroughServer(Upstream... upstreams) {
        this(LIMITS, upstreams);
    }

    private PassThroughServer(Limits limits, Upstream... upstreams) {
        FakeIndex index = new FakeIndex();
        http = new TestServer((vertx, router) -> new OciApi(
                        new ReferrersResource(Set.of("local"), index, Callers.ANYONE, meters, Clock.systemUTC()),
                        new MergedReferrersResource(
                                repository -> Set.of("local"), index, Callers.ANYONE, meters, Clock.systemUTC()),
                        new PassThrough(vertx, List.of(upstreams), meters, limits))
                .mount(router));
    }

    /** In front of one registry, named {@code local}. */
    static PassThroughServer before(URI registry) {
        return new PassThroughServer(new Upstream("local", registry));
    }

    /** The same, and it waits longer for a registry than any test takes. */
    static PassThroughServer patient(URI registry) {
        Limits limits = new Limits(LIMITS.connect(), Duration.ofMinutes(1), LIMITS.atOnce());
        return new PassThroughServer(limits, new Upstream("local", registry));
    }

    /** How many requests to {@code local} ended so. */
    long ended(String outcome) {
        return meters.find("backref.passthrough").tags("registry", "local", "outcome", outcome).timers().stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    double underWay() {
        return meters.get("backref.passthrough.underway")
                .tag("registry", "local")
                .gauge()
                .value();
    }

    @Override
    public void close() {
        http.close();
    }
}
