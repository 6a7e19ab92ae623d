package dev.backref.query.passthrough;

import dev.backref.query.OciError;
import dev.backref.query.QueryString;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One registry, over a connection pool of its own: one that hangs keeps nobody from the others. */
final class Registry {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    private static final String USER_AGENT = "backref/"
            + Optional.ofNullable(Registry.class.getPackage().getImplementationVersion())
                    .orElse("unpackaged");

    /** What tells a gateway from a caller (RFC 9110 §7.6.3). */
    private static final String VIA = "1.1 backref";
    // A storage redirect's URL carries a signature and often a session token.
    private static final int MOST_HEADER_BYTES = 64 * 1024;
    // Shorter than servers keep a connection: one they close just as we use it would look like an outage.
    private static final int KEEP_ALIVE_SECONDS = 10;

    private final Upstream upstream;
    private final Limits limits;
    private final Meters meters;
    private final HttpClientAgent http;
    private final AtomicBoolean failing = new AtomicBoolean();

    Registry(Vertx vertx, Upstream upstream, Limits limits, MeterRegistry meters) {
        this.upstream = upstream;
        this.limits = limits;
        this.meters = new Meters(upstream.name(), meters);
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setConnectTimeout(Math.toIntExact(limits.connect().toMillis()))
                .setSslHandshakeTimeout(limits.connect().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        this.http = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(limits.atOnce()))
                // Each request is told; unhandled, it would be logged as an error besides.
                .withConnectHandler(connection -> connection.exceptionHandler(told -> {}))
                .build();
    }

    /** Hands a request through, when it is well formed. */
    void answer(RoutingContext context, Asked asked) {
        Optional<OciError> refusal = asked.refusal();
        if (refusal.isPresent()) {
            meters.begin();
            meters.end(meters.clock(), Outcome.REFUSED);
            refusal.get().answer(context);
        } else {
            handThrough(context, asked.uri(QueryString.of(context)), asked::here);
        }
    }

    /** Hands the question whether a login is good through. */
    void ping(RoutingContext context) {
        handThrough(context, PassThrough.ROOT, there -> Optional.empty());
    }

    /**
     * The challenges with which the registry answers whoever brings no login; none when it asks for none. Fails when it says
     * neither, or nothing.
     */
    Future<Challenges> challenges() {
        return http.request(options(HttpMethod.GET, PassThrough.ROOT).putHeader("User-Agent", USER_AGENT))
                .compose(request -> {
                    request.exceptionHandler(told -> {});
                    return request.send();
                })
                .compose(Challenges::of);
    }

    Future<Void> close() {
        return http.close();
    }

    private void handThrough(RoutingContext context, String uri, Function<String, Optional<String>> here) {
        Conversation conversation = new Conversation(context);
        if (conversation.place > limits.atOnce()) {
            conversation.failed(Outcome.BUSY, new IllegalStateException("more than " + limits.atOnce() + " at once"));
            return;
        }
        RequestOptions options = options(context.request().method(), uri);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        EndToEnd.REQUEST.copy(context.request().headers(), headers);
        options.setHeaders(headers.set("Via", VIA));
        Addresses addresses = new Addresses(upstream.url().resolve(uri), here);
        new Exchange(context, addresses, limits, conversation).begin(http, options);
    }

    private RequestOptions options(HttpMethod method, String uri) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setSsl(upstream.secure())
                .setHost(upstream.url().getHost())
                .setPort(upstream.port())
                .setURI(uri)
                .setFollowRedirects(false);
        return upstream.way().over(options, limits.connect());
    }

    /** Counts a request, and tells its caller when the registry could not. */
    private final class Conversation implements Exchange.Ended {
        private final RoutingContext context;
        private final Timer.Sample began = meters.clock();
        private final int place = meters.begin();

        Conversation(RoutingContext context) {
            this.context = context;
        }

        @Override
        public void answered(int status) {
            failing.set(false);
            meters.end(began, status);
        }

        @Override
        public void failed(Outcome outcome, Throwable why) {
            meters.end(began, outcome);
            boolean news = outcome.isTheRegistrys() && failing.compareAndSet(false, true);
            LOG.atLevel(news ? Level.WARN : Level.DEBUG)
                    .addKeyValue("registry", upstream.name())
                    .addKeyValue("error", String.valueOf(why))
                    .log("a request could not be handed through: {}", outcome.word());
            if (outcome != Outcome.CANCELLED && !context.response().headWritten()) {
                OciError error = outcome.error(upstream.name());
                outcome.retryAfter()
                        .ifPresentOrElse(wait -> error.after(wait).answer(context), () -> error.answer(context));
            }
        }
    }
}
