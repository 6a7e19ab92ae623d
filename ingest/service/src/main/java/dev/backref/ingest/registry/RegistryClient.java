package dev.backref.ingest.registry;

import dev.backref.ingest.contract.Digest;
import dev.backref.ingest.contract.Observation;
import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Look.Doubtful;
import dev.backref.ingest.registry.Look.Found;
import dev.backref.ingest.registry.Look.Gone;
import dev.backref.ingest.registry.Look.PointsTo;
import dev.backref.ingest.registry.Look.Present;
import dev.backref.ingest.registry.Look.Refused;
import dev.backref.ingest.registry.Look.Tagged;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks at the sources of one registry, over a connection pool of its own and within its budget, which counts every
 * request: challenges, tokens and redirects too. Each look is one attempt: whether and when to look again is the caller's.
 * What is asked beyond the budget waits in turn, and its time does not run meanwhile. Lists as well, and probes, over the same.
 */
public final class RegistryClient implements Registry, RegistryListing, RegistryProbe {
    private static final int MOST_LISTING_BYTES = 64 * 1024;
    static final String MANIFESTS = String.join(
            ", ",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.artifact.manifest.v1+json",
            "application/vnd.cncf.oras.artifact.manifest.v1+json",
            "*/*");

    private final RegistrySettings settings;
    private final Timeouts timeouts;
    private final Clock clock;
    private final Transport transport;
    private final RequestBudget budget;
    private final NotFound notFound;
    private final Payloads payloads;
    private final Pages pages;
    private final ReferrersPages referrersPages;
    private final Requests requests;
    private final Probes probes;

    public RegistryClient(Vertx vertx, RegistrySettings settings) {
        this(vertx, settings, Timeouts.DEFAULT);
    }

    /**
     * @throws IllegalArgumentException when the registry's URL is not http or https with a host
     */
    public RegistryClient(Vertx vertx, RegistrySettings settings, Timeouts timeouts) {
        this(vertx, settings, timeouts, Clock.systemUTC(), new HttpClientOptions());
    }

    RegistryClient(Vertx vertx, RegistrySettings settings, Timeouts timeouts, Clock clock, HttpClientOptions options) {
        this.settings = settings;
        this.timeouts = timeouts;
        this.clock = clock;
        RegistrySettings.Budget limits = settings.access().budget();
        this.transport = new Transport(
                vertx, options, limits.concurrent(), timeouts, settings.access().route());
        this.budget = new RequestBudget(limits, System::nanoTime, (time, then) -> after(vertx, time, then));
        Origin home = Origin.of(settings.url());
        this.requests = new Requests(transport, budget, clock);
        Redirects redirects = new Redirects(requests);
        TokenServer tokenServer = new TokenServer(redirects, timeouts.request(), clock);
        RegistrySettings.Access access = settings.access();
        CredentialSource account = CredentialSource.of(access.account(), home, vertx, clock);
        Grants grants = new Grants(home, access, account, tokenServer, new Tokens(clock));
        Authentication authentication = new Authentication(home, redirects, grants);
        this.notFound = new NotFound(vertx, settings.url(), authentication, timeouts.request(), clock);
        this.payloads = new Payloads(settings.url(), notFound, timeouts.request(), clock);
        this.referrersPages = new ReferrersPages(vertx, settings.url(), notFound, clock);
        this.pages = new Pages(settings.url(), notFound, timeouts.request(), clock);
        this.probes = new Probes(settings.url(), authentication, timeouts.request(), clock);
    }

    /**
     * Looks once. What can happen to a look is in its value, never in a failure of the future. The outcome can come on
     * an event loop, where nothing may block.
     *
     * @throws IllegalArgumentException when the source is another registry's
     */
    @Override
    public Future<Look> look(Source source) {
        requireOurs(source);
        return orUnanswered(outcome(source, Deadline.in(timeouts.request())));
    }

    @Override
    public Future<Look> confirm(Source.Manifest source) {
        requireOurs(source);
        Ask ask = manifests(HttpMethod.HEAD, source, source.digest().toString());
        return orUnanswered(send(ask, source, Deadline.in(timeouts.request()))
                .map(answer -> answer.status() == 200 ? new Present() : other(answer)));
    }

    @Override
    public Future<Look> fetch(Source.Tag source) {
        requireOurs(source);
        return orUnanswered(content(source, Deadline.in(timeouts.request())));
    }

    /** Where the tag points by the registry's own word: bytes of which nobody names the digest can be a page of a proxy. */
    public Future<Look> told(Source.Tag source) {
        requireOurs(source);
        Ask ask = manifests(HttpMethod.HEAD, source, source.tag());
        return orUnanswered(send(ask, source, Deadline.in(timeouts.request()))
                .map(answer -> answer.status() == 200 ? answer.pointer() : other(answer)));
    }

    @Override
    public Optional<Duration> opensIn() {
        return budget.opensIn();
    }

    @Override
    public void takeOver() {
        budget.takeOver();
    }

    @Override
    public void giveUp() {
        payloads.giveUp();
        budget.giveUp();
    }

    @Override
    public Future<ListingPage> page(PageAddress address, long most, Consumer<List<String>> taker) {
        return pages.take(address, most, taker);
    }

    @Override
    public Future<Probed> probe(Probe probe) {
        return probes.send(probe);
    }

    @Override
    public long throttled(RequestClass kind) {
        return requests.throttled(kind);
    }

    /**
     * Closes all connections. What is under way ends as {@link Look.Later}, at once or, where it still waits for its turn
     * or a connection, when that comes or its time is over.
     */
    public Future<Void> close() {
        return transport.close();
    }

    private void requireOurs(Source source) {
        if (!source.location().registry().equals(settings.name())) {
            throw new IllegalArgumentException("not of registry " + settings.name() + ": \"" + source.key() + "\"");
        }
    }

    private static Future<Look> orUnanswered(Future<Look> outcome) {
        return outcome.recover(failure -> failure instanceof Unanswered unanswered
                ? Future.succeededFuture(unanswered.look())
                : Future.failedFuture(failure));
    }

    private Future<Look> outcome(Source source, Deadline deadline) {
        if (source instanceof Source.Manifest manifest) {
            return manifest(manifest, deadline);
        }
        if (source instanceof Source.Referrers referrers) {
            return referrersPages.read(referrers, deadline);
        }
        return source instanceof Source.Tag tag ? tag(tag, deadline) : repository(source, deadline);
    }

    private Future<Look> manifest(Source.Manifest source, Deadline deadline) {
        Digest digest = source.digest();
        if (!digest.computable()) {
            return send(manifests(HttpMethod.HEAD, source, digest.toString()), source, deadline)
                    .map(answer -> unverifiable(digest, answer));
        }
        Ask ask = manifests(HttpMethod.GET, source, digest.toString());
        return send(ask, source, deadline)
                .map(answer -> answer.status() == 200 ? verified(digest, answer) : other(answer))
                .compose(look -> payloads.addTo(look, source));
    }

    /**
     * Only what is there is lacking: whoever sends webhooks can name any digest. Registries that do not know the algorithm
     * either answer 400 (distribution-spec, DIGEST_INVALID); nothing that is known can be lost by believing them.
     */
    private Look unverifiable(Digest digest, Answer answer) {
        return switch (answer.status()) {
            case 200 ->
                new Refused(LookFailure.UNKNOWN_ALGORITHM, "cannot compute digests of algorithm " + digest.algorithm());
            case 400 -> new Gone();
            default -> other(answer);
        };
    }

    private static Look verified(Digest digest, Answer answer) {
        if (answer.body().cut()) {
            return tooLarge(answer);
        }
        byte[] content = answer.body().content().getBytes();
        String type = answer.mediaType();
        Optional<byte[]> named = digest.matches(content)
                ? Optional.of(content)
                : Optional.of(content)
                        .filter(signed -> SignedManifest.is(type))
                        .flatMap(SignedManifest::payload)
                        .filter(digest::matches);
        return named.<Look>map(bytes -> new Found(bytes, type))
                .orElseGet(() -> new Doubtful(
                        LookFailure.DIGEST_MISMATCH, answer.to() + " answered other bytes", Optional.empty()));
    }

    private Future<Look> tag(Source.Tag source, Deadline deadline) {
        return send(manifests(HttpMethod.HEAD, source, source.tag()), source, deadline)
                .compose(answer -> {
                    if (answer.status() != 200) {
                        return Future.succeededFuture(other(answer));
                    }
                    // Distribution-spec 1.1 only recommends the header; the bytes tell as well.
                    return answer.told()
                            .map(digest -> Future.<Look>succeededFuture(new PointsTo(digest)))
                            .orElseGet(() -> content(source, deadline));
                });
    }

    private Future<Look> content(Source.Tag source, Deadline deadline) {
        return send(manifests(HttpMethod.GET, source, source.tag()), source, deadline)
                .map(answer -> answer.status() == 200 ? tagged(answer) : other(answer))
                .compose(look -> payloads.addTo(look, source));
    }

    /** Bytes are taken for the manifest only where the registry names their digest; a page of a proxy would have one, too. */
    private static Look tagged(Answer answer) {
        Optional<Digest> told = answer.told();
        if (answer.body().cut()) {
            return told.<Look>map(PointsTo::new).orElseGet(() -> tooLarge(answer));
        }
        byte[] content = answer.body().content().getBytes();
        return told.filter(digest -> digest.computable() && digest.matches(content))
                .<Look>map(digest -> new Tagged(digest, new Found(content, answer.mediaType())))
                .orElseGet(() -> new PointsTo(told.orElseGet(() -> Digest.sha256(content))));
    }

    private Future<Look> repository(Source source, Deadline deadline) {
        Ask ask = new Ask(
                RequestClass.TAGS,
                HttpMethod.GET,
                url(source, "/tags/list?n=1"),
                "application/json",
                Optional.empty(),
                BodyReader.atMost(MOST_LISTING_BYTES));
        return send(ask, source, deadline).map(answer -> answer.status() == 200 ? new Present() : other(answer));
    }

    private Future<Answer> send(Ask ask, Source source, Deadline deadline) {
        return notFound.send(ask, source.location().repository(), deadline);
    }

    private Look other(Answer answer) {
        return answer.status() == 404 ? new Gone() : answer.trouble(clock.instant());
    }

    private Ask manifests(HttpMethod method, Source source, String reference) {
        return new Ask(
                RequestClass.MANIFEST,
                method,
                url(source, "/manifests/" + reference),
                MANIFESTS,
                Optional.empty(),
                BodyReader.atMost(Observation.Manifest.MOST_BYTES));
    }

    private URI url(Source source, String rest) {
        return settings.url().resolve("/v2/" + source.location().repository() + rest);
    }

    private static void after(Vertx vertx, Duration time, Runnable then) {
        vertx.setTimer(time.toMillis() + 1, passed -> then.run());
    }

    private static Look tooLarge(Answer answer) {
        return new Refused(
                LookFailure.TOO_LARGE, answer.to() + " has more than " + Observation.Manifest.MOST_BYTES + " bytes");
    }
}
