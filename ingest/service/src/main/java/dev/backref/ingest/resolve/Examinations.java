package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Finding;
import dev.backref.ingest.examine.Examiner;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Examinations under way. They are begun by the resolver's thread and end on any other; their findings wait here until the
 * resolver's thread takes them.
 */
final class Examinations {
    private static final Logger LOG = LoggerFactory.getLogger(Examinations.class);

    private record Answer(RegistryWork work, List<Finding> findings) {}

    private final Roster roster;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    Examinations(Roster roster) {
        this.roster = roster;
    }

    /** Takes what was found, and begins what was asked for. */
    void step(Work work, Instant now, Batch out) {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            if (work.holds(answer.work())) {
                answer.work().examinations().ended(answer.findings(), out);
            }
        }
        for (RegistryWork registry : work.registries()) {
            if (registry.examinations().begins(now)) {
                begin(registry);
            }
        }
    }

    private void begin(RegistryWork work) {
        ask(roster.examiner(work.name()), work.sweeps().some(Examiner.MOST_REPOSITORIES))
                .onComplete((findings, failure) -> answers.add(
                        new Answer(work, failure == null && findings != null ? findings : failed(work, failure))));
    }

    private static Future<List<Finding>> ask(Examiner examiner, List<String> known) {
        try {
            return examiner.examine(known);
        } catch (RuntimeException unexpected) {
            return Future.failedFuture(unexpected);
        }
    }

    /** A defect: whoever asked is told, and nothing else stops. */
    private static List<Finding> failed(RegistryWork work, @Nullable Throwable failure) {
        LOG.atError().setCause(failure).addKeyValue("registry", work.name()).log("an examination failed unexpectedly");
        return List.of(new Finding("examination", Finding.Status.WRONG, "it failed, the log says why"));
    }
}
