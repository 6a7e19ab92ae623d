package dev.backref.launcher.sweep;

import dev.backref.indexer.contract.RepositoryKnowledge;
import dev.backref.ingest.contract.SweepRequest;
import dev.backref.launcher.server.NotNow;
import dev.backref.launcher.server.Pace;
import dev.backref.launcher.server.Refused;
import dev.backref.launcher.standalone.StartupFailure;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sweep that was asked for. How far it has come is read from counts, of a whole registry too: repositories are read at the
 * end, and only those that failed.
 */
public final class AskedSweep {
    private final SweepServer server;
    private final SweepTarget target;
    private final SweepRequest request;

    private AskedSweep(SweepServer server, SweepTarget target, SweepRequest request) {
        this.server = server;
        this.target = target;
        this.request = request;
    }

    /**
     * Asks a running Backref for a sweep.
     *
     * @throws StartupFailure when it does not answer, or not now
     * @throws Refused when it does not know the registry, or knows nothing of sweeps
     */
    public static AskedSweep ask(URI address, SweepTarget target) throws InterruptedException {
        SweepServer server = new SweepServer(address, target);
        try {
            return new AskedSweep(server, target, server.ask());
        } catch (NotNow unavailable) {
            throw new StartupFailure(String.valueOf(unavailable.getMessage()));
        }
    }

    /** As Backref took it. */
    public SweepRequest request() {
        return request;
    }

    /**
     * Waits until sweeps that began since it was asked have ended in every repository that it concerns, or could not go on;
     * or until the registry could not tell which these are.
     *
     * @param timeout after which nobody waits any longer; the sweep goes on then
     * @throws StartupFailure when it has not ended by then, or Backref does not answer for too long
     */
    public Ending await(Duration timeout, Pace pace, SweepProgress progress) throws InterruptedException {
        return pace.await(
                timeout,
                () -> {
                    Standing now = standing();
                    progress.show(now);
                    return now.isOver() ? Optional.of(ending(now)) : Optional.empty();
                },
                "the sweep of " + target + " has not ended in time, and goes on");
    }

    private Standing standing() throws NotNow, InterruptedException {
        Instant asked = request.at();
        return target.repository().isPresent()
                ? Standing.of(server.repository(), asked)
                : Standing.of(server.registry(), asked);
    }

    private Ending ending(Standing over) throws NotNow, InterruptedException {
        if (target.repository().isPresent()) {
            RepositoryKnowledge only = server.repository();
            // Who names one that the registry does not have has mistyped it, or wants to know.
            boolean failed = only.gone().isPresent() || hasFailed(only);
            return ending(over, failed ? List.of(only) : List.of());
        }
        if (over.unlisted().isPresent()) {
            return Ending.unlisted(over.unlisted().get());
        }
        List<RepositoryKnowledge> failing = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            SweepServer.Page page = server.failing(next);
            page.repositories().stream().filter(this::isConcerned).forEach(failing::add);
            next = page.next();
        } while (next.isPresent());
        return ending(over, failing.stream().filter(this::hasFailed).toList());
    }

    private boolean hasFailed(RepositoryKnowledge repository) {
        return Ending.hasFailed(repository, request.at());
    }

    /** One that no longer is among those that the registry has is none of this sweep's. */
    private boolean isConcerned(RepositoryKnowledge repository) {
        return repository.enlisted().filter(at -> !at.isBefore(request.at())).isPresent();
    }

    private static Ending ending(Standing over, List<RepositoryKnowledge> failed) {
        return new Ending(
                over.repositories().orElse(0L),
                failed.size(),
                failed.stream().limit(Ending.MOST_NAMED).toList(),
                over.trouble(),
                Optional.empty());
    }
}
