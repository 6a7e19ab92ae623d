package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Source;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How often blobs could not be had, each for its manifest at its location. When that is told or gone the tries begin anew, and
 * what is given up for one manifest is not for another. May be used from any thread.
 */
final class BlobTries {
    /** With the pauses between looks that fail, four minutes on the average: those of one manifest are tried together. */
    static final int MOST = 10;

    /**
     * How long a blob may be answered 429, at the least: the longest time over which a registry is known to count requests (Docker
     * Hub's limit of pulls). Whatever Backref and all others asked before the first of these answers counts no more then.
     */
    static final Duration LONGEST_THROTTLED = Duration.ofHours(6);

    /**
     * Manifests that are remembered: as many as can wait to be looked at. Of one that is forgotten before its turn comes again the
     * tries would begin anew each time, and it would never be told.
     */
    private static final int MOST_REMEMBERED = 50_000;

    private final Map<Source.Manifest, Map<Digest, Tries>> manifests = new Recent<>(MOST_REMEMBERED);
    private final Clock clock;

    /**
     * @param throttled those that were answered 429, the first of them at {@code since}
     * @param failed all others
     * @param givenUp for which reason, if it is
     */
    private record Tries(int failed, int throttled, Instant since, Optional<LookFailure> givenUp) {
        static final Tries NONE = new Tries(0, 0, Instant.MAX, Optional.empty());

        Tries withFailure(LookFailure reason) {
            return new Tries(failed + 1, throttled, since, givenUp(failed + 1 >= MOST, reason));
        }

        /** Judged by when its answers came: while nobody asked, as in a pause of the registry, no time counts. */
        Tries withThrottle(Instant now) {
            Instant first = throttled == 0 ? now : since;
            boolean lasts = !now.isBefore(first.plus(LONGEST_THROTTLED));
            boolean enough = lasts && throttled + 1 >= MOST;
            return new Tries(failed, throttled + 1, first, givenUp(enough, LookFailure.THROTTLED));
        }

        private Optional<LookFailure> givenUp(boolean now, LookFailure reason) {
            return givenUp.or(() -> Optional.of(reason).filter(last -> now));
        }

        int number() {
            return failed + throttled;
        }
    }

    BlobTries(Clock clock) {
        this.clock = clock;
    }

    /** Those that were tried least first: a 429 keeps all behind it from being asked for, and would do so every time. */
    synchronized List<Digest> inTurn(Source.Manifest manifest, List<Digest> blobs) {
        return blobs.stream()
                .sorted(Comparator.comparingInt(blob -> of(manifest, blob).number()))
                .toList();
    }

    /** Why a blob is given up until its manifest is told, if it is: it is not asked for again before. */
    synchronized Optional<LookFailure> givenUp(Source.Manifest manifest, Digest blob) {
        return of(manifest, blob).givenUp();
    }

    /** One more look that could not have it. */
    synchronized void failed(Source.Manifest manifest, Digest blob, LookFailure reason) {
        keep(manifest, blob, of(manifest, blob).withFailure(reason));
    }

    /** One more look in which somebody answered for it that it is too much now. */
    synchronized void throttled(Source.Manifest manifest, Digest blob) {
        keep(manifest, blob, of(manifest, blob).withThrottle(clock.instant()));
    }

    /** Others may have told of these meanwhile, with what this process could not have. */
    synchronized void forgetAll() {
        manifests.clear();
    }

    synchronized void forget(Source.Manifest manifest) {
        manifests.remove(manifest);
    }

    private Tries of(Source.Manifest manifest, Digest blob) {
        return manifests.getOrDefault(manifest, Map.of()).getOrDefault(blob, Tries.NONE);
    }

    private void keep(Source.Manifest manifest, Digest blob, Tries tries) {
        manifests.computeIfAbsent(manifest, first -> new HashMap<>()).put(blob, tries);
    }
}
