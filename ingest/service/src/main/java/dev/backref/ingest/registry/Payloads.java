package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Location;
import dev.backref.ingest.contract.Payload;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.payload.BlobsWithClaims;
import dev.backref.ingest.payload.PayloadReader;
import dev.backref.ingest.registry.Look.Doubtful;
import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Gone;
import dev.backref.ingest.registry.Look.Later;
import dev.backref.ingest.registry.Look.PointsTo;
import dev.backref.ingest.registry.Look.Tagged;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads those blobs of a manifest that are signatures, or of which it does not say itself what they attest, one after the
 * other: they are few, and small. What cannot be had leaves the manifest without it; what could be had a moment later ends the
 * look when all have been asked for, because what is observed is told once, and nobody would look again. What could not be had
 * {@value BlobTries#MOST} times is for good: the store that has it cannot be reached from here, say, and the manifest is known.
 * A throttle is waited for as long as one that passes can last. What a blob says is remembered for a while, and that blob not
 * asked for again: the same manifest is pushed more than once, and others name the same blobs.
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

    /**
     * What asking for a blob gave: one of these.
     *
     * @param payload what it says
     * @param unread why that is not known
     * @param later why it may be had another time
     */
    private record Asked(
            Digest blob, Optional<Payload> payload, Optional<UnreadBlob> unread, Optional<Unanswered> later) {
        static Asked said(Payload payload) {
            return new Asked(payload.blob(), Optional.of(payload), Optional.empty(), Optional.empty());
        }

        static Asked unread(Digest blob, String reason) {
            return new Asked(blob, Optional.empty(), Optional.of(new UnreadBlob(blob, reason)), Optional.empty());
        }

        static Asked later(Digest blob, Look why) {
            return new Asked(blob, Optional.empty(), Optional.empty(), Optional.of(new Unanswered(why)));
        }
    }

    /** Blobs of which is remembered what they say: a few hundred bytes each, or 10 KiB where somebody made the most of it. */
    private static final int MOST_KNOWN = 2_000;

    /** Kept apart for each repository, since whoever may read one need not be allowed to read another. */
    private record Place(Location location, Digest blob) {}

    private final Map<Place, Payload> known = Collections.synchronizedMap(new Recent<>(MOST_KNOWN));

    private final URI registry;
    private final NotFound requests;
    private final Duration timeout;
    private final Clock clock;
    private final BlobTries tries;

    /**
     * @param timeout for each blob
     */
    Payloads(URI registry, NotFound requests, Duration timeout, Clock clock) {
        this.registry = registry;
        this.requests = requests;
        this.timeout = timeout;
        this.clock = clock;
        this.tries = new BlobTries(clock);
    }

    /** Its registry is another process's to ask. */
    void giveUp() {
        tries.forgetAll();
    }

    /** The same look, with what the blobs of its manifest say if it has one. Fails with {@link Unanswered}. */
    Future<Look> addTo(Look look, Source source) {
        if (source instanceof Source.Manifest manifest) {
            return addTo(look, manifest);
        }
        return look instanceof Tagged tagged
                ? read(tagged.manifest(), new Source.Manifest(source.location(), tagged.digest()))
                        .<Look>map(whole -> new Tagged(tagged.digest(), whole))
                        // Where the tag points is known, and the index will ask for the manifest.
                        .recover(failure -> failure instanceof Unanswered
                                ? Future.succeededFuture(new PointsTo(tagged.digest()))
                                : Future.failedFuture(failure))
                : Future.succeededFuture(look);
    }

    private Future<Look> addTo(Look look, Source.Manifest source) {
        if (look instanceof Gone) {
            tries.forget(source);
        }
        return look instanceof Found found ? read(found, source).map(whole -> whole) : Future.succeededFuture(look);
    }

    private Future<Found> read(Found manifest, Source.Manifest source) {
        List<Digest> blobs = BlobsWithClaims.of(manifest.content());
        Future<List<Asked>> all = Future.succeededFuture(List.of());
        for (Digest blob : tries.inTurn(source, blobs)) {
            all = all.compose(before -> ask(blob, source)
                    .map(asked ->
                            Stream.concat(before.stream(), Stream.of(asked)).toList()));
        }
        return all.compose(asked -> told(
                manifest,
                source,
                asked.stream()
                        .sorted(Comparator.comparingInt(each -> blobs.indexOf(each.blob())))
                        .toList()));
    }

    /**
     * @param asked in the order of the manifest
     */
    private Future<Found> told(Found manifest, Source.Manifest source, List<Asked> asked) {
        Optional<Unanswered> later =
                asked.stream().flatMap(each -> each.later().stream()).findFirst();
        if (later.isPresent()) {
            return Future.failedFuture(later.get());
        }
        tries.forget(source);
        List<Payload> payloads =
                asked.stream().flatMap(each -> each.payload().stream()).toList();
        List<UnreadBlob> unread =
                asked.stream().flatMap(each -> each.unread().stream()).toList();
        return Future.succeededFuture(new Found(manifest.content(), manifest.mediaType(), payloads, unread));
    }

    private Future<Asked> ask(Digest blob, Source.Manifest source) {
        Optional<Asked> before = before(blob, source);
        if (before.isPresent()) {
            return Future.succeededFuture(before.get());
        }
        String repository = source.location().repository();
        Ask ask = new Ask(
                // They are asked for because of a manifest, at its pace: a limit of their own would need a setting.
                RequestClass.MANIFEST,
                HttpMethod.GET,
                registry.resolve("/v2/" + repository + "/blobs/" + blob),
                "*/*",
                Optional.empty(),
                BodyReader.atMost(Payload.MOST_BYTES));
        return requests.sendForBlob(ask, repository, Deadline.in(timeout))
                .map(answer -> asked(blob, source, answer))
                .recover(failure -> failure instanceof Unanswered unanswered
                        ? Future.succeededFuture(missed(blob, source, unanswered.look()))
                        : Future.failedFuture(failure));
    }

    private Optional<Asked> before(Digest blob, Source.Manifest source) {
        return Optional.ofNullable(known.get(new Place(source.location(), blob)))
                .map(Asked::said)
                .or(() -> tries.givenUp(source, blob).map(reason -> Asked.unread(blob, reason.word())));
    }

    private Asked asked(Digest blob, Source.Manifest source, Answer answer) {
        if (answer.status() == 404) {
            return unread(blob, UnreadBlob.NOT_FOUND, answer.to() + " answered 404");
        }
        if (answer.status() != 200) {
            Look trouble = answer.trouble(clock.instant());
            if (isThrottle(trouble)) {
                tries.throttled(source, blob);
            }
            return missed(blob, source, trouble);
        }
        if (answer.body().cut()) {
            return unread(
                    blob,
                    LookFailure.TOO_LARGE.word(),
                    answer.to() + " has more than " + Payload.MOST_BYTES + " bytes");
        }
        byte[] content = answer.body().content().getBytes();
        if (!blob.matches(content)) {
            return unread(blob, LookFailure.DIGEST_MISMATCH.word(), answer.to() + " answered other bytes");
        }
        Optional<Payload> payload = PayloadReader.read(blob, content);
        payload.ifPresent(says -> known.put(new Place(source.location(), blob), says));
        return payload.map(Asked::said)
                .orElseGet(() -> unread(blob, UnreadBlob.NO_CLAIM, answer.to() + " says nothing that can be read"));
    }

    private Asked missed(Digest blob, Source.Manifest source, Look why) {
        if (!(why instanceof Later later) || !PASSING.contains(later.reason())) {
            return unread(blob, reason(why).word(), why.toString());
        }
        // In a pause of the registry, or of its token server, nobody was asked for this blob.
        if (!isThrottle(why)) {
            tries.failed(source, blob, later.reason());
        }
        return tries.givenUp(source, blob)
                .map(reason -> unread(blob, reason.word(), why.toString()))
                .orElseGet(() -> Asked.later(blob, why));
    }

    private static boolean isThrottle(Look why) {
        return why instanceof Later later && later.reason() == LookFailure.THROTTLED;
    }

    private static LookFailure reason(Look why) {
        if (why instanceof Later later) {
            return later.reason();
        }
        return why instanceof Doubtful doubtful ? doubtful.reason() : LookFailure.BAD_ANSWER;
    }

    private static Asked unread(Digest blob, String reason, String why) {
        LOG.atDebug().addKeyValue("error", why).log("a blob that says what it is about cannot be read");
        return Asked.unread(blob, reason);
    }
}
