package dev.backref.indexer.location;

import dev.backref.ingest.contract.Cause;
import dev.backref.ingest.contract.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A refresh of a subject that is under way at a location.
 *
 * @param requests whose callers wait for it; the looks have the first as their cause
 * @param at when ingest took the last of these: a look that began before is no answer
 * @param after the last referrer that was asked about; empty at the beginning of a phase
 * @param later requests that came too late for it, and get the next
 * @param laterAt when ingest took the last of those; without a meaning where there are none
 * @param listed whether a sweep of the location that began since is waited for as well
 */
record Refresh(
        Digest subject,
        List<String> requests,
        Instant at,
        Phase phase,
        String after,
        List<String> later,
        Instant laterAt,
        boolean listed) {
    /** Requests that one refresh can answer. */
    static final int MOST_REQUESTS = 16;

    Refresh {
        requests = List.copyOf(requests);
        later = List.copyOf(later);
    }

    /** How far it has come. */
    enum Phase {
        /** The known referrers are asked about. */
        ASKING,
        /** Then those that only the beginning of the subject's digest is known of. */
        ASKING_TRUNCATED,
        /** Everything asked about has to come back. */
        WAITING,
        /** It has failed, and what it waited for is forgotten. */
        FORGETTING
    }

    static Refresh of(Digest subject, List<String> requests, Instant at, boolean listed) {
        return new Refresh(subject, requests, at, Phase.ASKING, "", List.of(), Instant.EPOCH, listed);
    }

    Cause cause() {
        return new Cause(Cause.Kind.REFRESH, requests.get(0));
    }

    /** Whether looks are still to come that count for it. */
    boolean open() {
        return phase != Phase.FORGETTING;
    }

    boolean answers(String request) {
        return requests.contains(request) || later.contains(request);
    }

    boolean full() {
        return later.size() == MOST_REQUESTS;
    }

    Refresh in(Phase next) {
        return new Refresh(subject, requests, at, next, "", later, laterAt, listed);
    }

    Refresh reached(Digest referrer) {
        return new Refresh(subject, requests, at, phase, referrer.toString(), later, laterAt, listed);
    }

    /** @param swept whether that one waits for a sweep: then the next refresh does */
    Refresh followedBy(String request, Instant asked, boolean swept) {
        List<String> all = Stream.concat(later.stream(), Stream.of(request)).toList();
        return new Refresh(subject, requests, at, phase, after, all, asked, listed || swept);
    }

    /** The one that begins when this one is over. */
    Optional<Refresh> next() {
        return later.isEmpty() ? Optional.empty() : Optional.of(of(subject, later, laterAt, listed));
    }
}
