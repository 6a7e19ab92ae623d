package dev.backref.ingest.resolve;

import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Manifests that looks at tags bring beside where the tags point. They are written as looks at themselves would have been,
 * but never over what a younger look may have seen: where in doubt nothing is written, and the index asks. What is
 * remembered for that is remembered in memory only, because looks do not outlive it.
 */
final class FetchedBeside {
    private static final int MOST = 10_000;

    private final Map<String, Instant> gone = new LinkedHashMap<>();
    private Instant forgotten = Instant.MIN;

    /** Of the source was written just now that nothing is there. */
    void gone(Source source, Instant now) {
        gone.remove(source.key());
        gone.put(source.key(), now);
        if (gone.size() > MOST) {
            Map.Entry<String, Instant> oldest = gone.entrySet().iterator().next();
            forgotten = oldest.getValue();
            gone.remove(oldest.getKey());
        }
    }

    /**
     * Takes what an answer brings beside what was asked, and gives what is left of it.
     *
     * @param tasks keys of the sources that will be looked at, or are
     */
    Look take(Attempt attempt, Look answer, Set<String> tasks, Batch out) {
        if (!(answer instanceof Look.Tagged tagged)) {
            return answer;
        }
        write(attempt, tagged, tasks, out);
        return new Look.PointsTo(tagged.digest());
    }

    private void write(Attempt attempt, Look.Tagged look, Set<String> tasks, Batch out) {
        Task tag = attempt.task();
        Source manifest = new Source.Manifest(tag.source().location(), look.digest());
        Source repository = new Source.Repository(tag.source().location());
        Instant started = attempt.started();
        if (tasks.contains(manifest.key()) || isGoneSince(started, manifest) || isGoneSince(started, repository)) {
            return;
        }
        Look.Found found = look.manifest();
        Observation.Finding finding = new Observation.Manifest(found.content(), found.mediaType(), found.payloads());
        out.observe(
                Observation.of(manifest, finding, started, tag.todo().causes().ofPresence())
                        .answering(Optional.of(RegistryEvent.NOT_ASKED)));
    }

    /** Whether that can have been written since then: of what is forgotten it is assumed. */
    private boolean isGoneSince(Instant then, Source source) {
        return !gone.getOrDefault(source.key(), forgotten).isBefore(then);
    }
}
