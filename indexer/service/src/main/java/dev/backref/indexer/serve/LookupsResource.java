package dev.backref.indexer.serve;

import dev.backref.indexer.contract.Ask;
import dev.backref.indexer.contract.Caller;
import dev.backref.indexer.contract.RegistryIndex;
import dev.backref.indexer.contract.SubjectIndex;
import dev.backref.indexer.contract.remote.LookupBatch;
import dev.backref.indexer.contract.remote.LookupReply;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code POST} {@value LookupBatch#PATH}: lookups of another process of Backref in the stores of this one. Whoever does
 * not prove itself is refused before its body is read.
 */
public final class LookupsResource {
    private static final String BEARER = "Bearer ";

    private final SubjectIndex index;
    private final RegistryIndex registries;
    private final Supplier<String> secret;
    private final MeterRegistry meters;
    private final Clock clock;

    /**
     * @param secret that every process of this Backref shares; an empty one is proved by nobody
     */
    public LookupsResource(
            SubjectIndex index, RegistryIndex registries, Supplier<String> secret, MeterRegistry meters, Clock clock) {
        this.index = index;
        this.registries = registries;
        this.secret = secret;
        this.meters = meters;
        this.clock = clock;
    }

    /** Adds it to what is served. */
    public void mount(Router router) {
        // Three routes, because the router wants a body's handler first on its own.
        router.post(LookupBatch.PATH).handler(this::prove);
        router.post(LookupBatch.PATH).handler(BodyHandler.create(false).setBodyLimit(LookupBatch.MOST_BYTES));
        router.post(LookupBatch.PATH).handler(this::answer);
    }

    private void prove(RoutingContext context) {
        String given = Optional.ofNullable(context.request().getHeader(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()))
                .orElse("");
        String expected = secret.get();
        if (!expected.isEmpty() && MessageDigest.isEqual(bytes(given), bytes(expected))) {
            context.next();
            return;
        }
        count("unauthorized");
        context.response().putHeader("WWW-Authenticate", "Bearer");
        refuse(context, 401, "the Authorization header does not hold this Backref's secret");
    }

    private void answer(RoutingContext context) {
        LookupBatch batch;
        try {
            batch = LookupBatch.read(
                    context.body().buffer() == null
                            ? new byte[0]
                            : context.body().buffer().getBytes());
        } catch (IllegalArgumentException malformed) {
            count("malformed");
            refuse(context, 400, String.valueOf(malformed.getMessage()));
            return;
        }
        Ask ask = new Ask(caller(batch), clock.instant().plusMillis(batch.patienceMillis()), Optional.empty());
        context.response().setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, LookupReply.CONTENT_TYPE);
        count("answered");
        Lookups lookups = new Lookups(index, registries, context.vertx().getOrCreateContext());
        new Replies(lookups, batch, ask, context).write();
    }

    private static Caller caller(LookupBatch batch) {
        return switch (batch.caller()) {
            case ANYONE -> Caller.ANYONE;
        };
    }

    private void count(String outcome) {
        meters.counter("backref.index.batches", "outcome", outcome).increment();
    }

    private static void refuse(RoutingContext context, int status, String why) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(Buffer.buffer(why));
    }

    /** HTTP gives header bytes as Latin-1 characters; a secret beyond ASCII was sent as UTF-8. */
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
