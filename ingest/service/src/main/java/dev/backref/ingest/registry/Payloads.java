package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Payload;
import dev.backref.ingest.payload.BlobsWithClaims;
import dev.backref.ingest.payload.PayloadReader;
import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Later;
import dev.backref.ingest.registry.Look.PointsTo;
import dev.backref.ingest.registry.Look.Tagged;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads those blobs of a manifest that are signatures, or of which it does not say itself what they attest, one after the
 * other: they are few, and small. What cannot be had leaves the manifest without it; what could be had a moment later ends the look, because what is
 * observed is told once, and nobody would look again. What could not be had {@value #MOST_TRIES} times is for good: the store
 * that has it cannot be reached from here, say, and the manifest is known.
 */
final class Payloads {
    private static final Logger LOG = LoggerFactory.getLogger(Payloads.class);

    /** Not a refusal, which can be for good where the manifest was given, as by a store that a redirect leads to. */
    private static final Set<LookFailure> PASSING = EnumSet.of(
            LookFailure.UNREACHABLE,
            LookFailure.TIMED_OUT,
            LookFailure.THROTTLED,
            LookFailure.SERVER_ERROR,
            LookFailure.UNPROVEN_404);

    /** With the pauses between looks that fail, four minutes on the average for one blob. */
    static final int MOST_TRIES = 10;

    /** Blobs that are remembered as failed; of one that is forgotten the tries begin anew. */
    private static final int MOST_REMEMBERED = 20_000;

    private final Map<Digest, Integer> failed = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Integer> eldest) {
            return size() > MOST_REMEMBERED;
        }
    });

    private final URI registry;
    private final NotFound requests;
    private final Duration timeout;
    private final Clock clock;

    /**
     * @param timeout for each blob
     */
    Payloads(URI registry, NotFound requests, Duration timeout, Clock clock) {
        this.registry = registry;
        this.requests = requests;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** The same look, with what the blobs of its manifest say if it has one. Fails with {@link Unanswered}. */
    Future<Look> addTo(Look look, String repository) {
        if (look instanceof Found found) {
            return read(found, repository).map(whole -> whole);
        }
        return look instanceof Tagged tagged
                ? read(tagged.manifest(), repository)
                        .<Look>map(whole -> new Tagged(tagged.digest(), whole))
                        // Where the tag points is known, and the index will ask for the manifest.
                        .recover(failure -> failure instanceof Unanswered
                                ? Future.succeededFuture(new PointsTo(tagged.digest()))
                                : Future.failedFuture(failure))
                : Future.succeededFuture(look);
    }

    private Future<Found> read(Found manifest, String repository) {
        Future<List<Payload>> all = Future.succeededFuture(List.of());
        List<Digest> blobs = BlobsWithClaims.of(manifest.content());
        for (Digest blob : blobs) {
            all = all.compose(before -> read(blob, repository)
                    .map(payload ->
                            Stream.concat(before.stream(), payload.stream()).toList()));
        }
        return all.map(payloads -> {
            blobs.forEach(failed::remove);
            return new Found(manifest.content(), manifest.mediaType(), payloads);
        });
    }

    private Future<Optional<Payload>> read(Digest blob, String repository) {
        Ask ask = new Ask(
                // They are asked for because of a manifest, at its pace: a limit of their own would need a setting.
                RequestClass.MANIFEST,
                HttpMethod.GET,
                registry.resolve("/v2/" + repository + "/blobs/" + blob),
                "*/*",
                Optional.empty(),
                BodyReader.atMost(Payload.MOST_BYTES));
        return requests.sendForBlob(ask, repository, Deadline.in(timeout))
                .compose(answer -> payload(blob, answer))
                .onSuccess(read -> failed.remove(blob))
                .recover(failure -> failure instanceof Unanswered unanswered && !passes(blob, unanswered.look())
                        ? none(unanswered.look().toString())
                        : Future.failedFuture(failure));
    }

    private Future<Optional<Payload>> payload(Digest blob, Answer answer) {
        if (answer.status() == 404) {
            return none(answer.to() + " answered 404");
        }
        if (answer.status() != 200) {
            return Future.failedFuture(new Unanswered(answer.trouble(clock.instant())));
        }
        if (answer.body().cut()) {
            return none(answer.to() + " has more than " + Payload.MOST_BYTES + " bytes");
        }
        byte[] content = answer.body().content().getBytes();
        return blob.matches(content)
                ? Future.succeededFuture(PayloadReader.read(blob, content))
                : none(answer.to() + " answered other bytes");
    }

    private boolean passes(Digest blob, Look look) {
        if (!(look instanceof Later later) || !PASSING.contains(later.reason())) {
            return false;
        }
        // Of one that was not asked for, or not now, nothing is known.
        // One that is given up stays so until the manifest is told: others of it may still be tried.
        return later.reason() == LookFailure.THROTTLED || failed.merge(blob, 1, Integer::sum) < MOST_TRIES;
    }

    private static Future<Optional<Payload>> none(String why) {
        LOG.atDebug().addKeyValue("error", why).log("a blob that says what it is about cannot be read");
        return Future.succeededFuture(Optional.empty());
    }
}
