package dev.backref.ingest.registry;

import io.vertx.core.Future;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Sends probes to a registry, authorized as looks are. */
final class Probes {
    private final URI registry;
    private final Authentication authentication;
    private final Duration timeout;
    private final Clock clock;

    /**
     * @param timeout for a whole answer
     */
    Probes(URI registry, Authentication authentication, Duration timeout, Clock clock) {
        this.registry = registry;
        this.authentication = authentication;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** As {@link RegistryProbe#probe}. */
    Future<Probed> send(Probe probe) {
        URI url = registry.resolve(probe.address());
        if (!Origin.of(url).equals(Origin.of(registry))) {
            throw new IllegalArgumentException("not of " + Origin.of(registry) + ": \"" + Origin.of(url) + "\"");
        }
        Ask ask = new Ask(
                probe.kind(),
                probe.method(),
                url,
                probe.accept(),
                Optional.empty(),
                BodyReader.atMost(probe.mostBytes()));
        return authentication
                .send(ask, probe.repository().orElse(Authentication.CATALOGUE), Deadline.in(timeout))
                .<Probed>map(answer -> new Probed.Answered(answer, NextPage.of(answer, registry), clock.instant()))
                .recover(failure -> failure instanceof Unanswered unanswered
                        ? Future.succeededFuture(Probed.Failed.of(unanswered.look()))
                        : Future.failedFuture(failure));
    }
}
