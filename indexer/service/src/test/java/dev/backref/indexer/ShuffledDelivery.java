package dev.backref.indexer;

import dev.backref.ingest.contract.Observation.Finding;
import dev.backref.ingest.contract.Observation.Gone;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Delivers what was found at many sources: each source's own in their order, the sources in any, some twice. What the index
 * asks for is looked at some time later: then the next that was found there comes, or the last once more.
 */
final class ShuffledDelivery {
    private final ObservedLocation location;
    private final Map<Source, List<Finding>> findings;
    private final Map<Source, Integer> delivered = new HashMap<>();
    private final List<RegistryEvent> asked = new ArrayList<>();
    private final Random random;

    ShuffledDelivery(ObservedLocation location, Map<Source, List<Finding>> findings, Random random) {
        this.location = location;
        this.findings = findings;
        this.random = random;
    }

    /** Delivers everything, and answers until nothing is asked for. */
    void run() {
        List<Source> left = new ArrayList<>();
        findings.forEach((source, all) -> all.forEach(each -> left.add(source)));
        while (!left.isEmpty()) {
            Source source = left.remove(random.nextInt(left.size()));
            look(source, RegistryEvent.NOT_ASKED);
            if (random.nextInt(4) == 0) {
                again(source, RegistryEvent.NOT_ASKED);
            }
            if (random.nextInt(8) == 0) {
                location.topology.step();
            }
            if (!asked.isEmpty() && random.nextBoolean()) {
                answer(asked.remove(random.nextInt(asked.size())));
            }
        }
        settle();
    }

    private void settle() {
        do {
            while (!asked.isEmpty()) {
                answer(asked.remove(0));
            }
            location.topology.step();
            takeWanted();
        } while (!asked.isEmpty() || location.hasRows("WQ"));
    }

    private void takeWanted() {
        asked.addAll(location.topology.takeWanted());
    }

    private void answer(RegistryEvent question) {
        look(question.source(), question.asked());
    }

    private void look(Source source, Instant answers) {
        int next = delivered.getOrDefault(source, 0);
        if (next < findings.getOrDefault(source, List.of()).size()) {
            delivered.put(source, next + 1);
        }
        again(source, answers);
    }

    private void again(Source source, Instant answers) {
        int reached = delivered.getOrDefault(source, 0);
        List<Finding> all = findings.getOrDefault(source, List.of());
        location.observe(source, reached == 0 ? new Gone() : all.get(reached - 1), answers);
        takeWanted();
    }
}
