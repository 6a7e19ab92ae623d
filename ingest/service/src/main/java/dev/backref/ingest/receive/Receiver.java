package dev.backref.ingest.receive;

import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.registry.RegistrySettings;
import dev.backref.ingest.registry.RegistrySettings.Webhook;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /hooks/<registry>}: takes what registries report and answers 2xx once the log has acknowledged it. It never
 * asks a registry anything; issuers of the senders' tokens are asked for their keys.
 *
 * <p>A body that cannot be read is kept as a dead letter and taken as well: CNCF Distribution repeats a refused delivery
 * for ever, and everything behind it waits.
 */
public final class Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

    private static final String ORIGIN = "WebHook-Request-Origin";

    /** Of the waiting room no registry takes more than a half, so that one that floods or dribbles leaves room to the others. */
    private static final int ONE_REGISTRY = 2;

    /** Who signs its body is a stranger until the body is here: all strangers together take no more than a quarter. */
    private static final int STRANGERS = 4;

    private final Map<String, OpenHook> hooks = new HashMap<>();
    private final KeepDelivery keepDelivery;
    private final HookLimits limits;
    private final Clock clock;
    private final WaitingRoom strangers;
    private final HookMetrics metrics;

    private record OpenHook(
            String registry, HookGuard guard, HookParser parser, HookTargets targets, WaitingRoom room) {
        static OpenHook of(
                RegistrySettings registry, HookGuard guard, Collection<RegistrySettings> all, WaitingRoom room) {
            return new OpenHook(
                    registry.name(), guard, HookParser.of(registry.kind()), HookTargets.of(registry, all), room);
        }
    }

    /** What a request has shown before its body: to which hook it goes, and what is said against its sender as yet. */
    private record Arrival(OpenHook hook, HookProof.Head head, Optional<Supplier<Refusal>> objection) {
        static Arrival of(OpenHook hook, HookProof.Head head) {
            return new Arrival(hook, head, hook.guard().objection(head));
        }

        boolean proven() {
            return objection.isEmpty();
        }
    }

    /**
     * @param vertx whose end is that of the connections to issuers
     * @param registries all that are configured; only those with a webhook have an open hook
     * @param hookDeadline how long a sender waits for the log's acknowledgement before it is told 503
     */
    public Receiver(
            Vertx vertx,
            Collection<RegistrySettings> registries,
            KafkaCluster cluster,
            EventLog log,
            Duration hookDeadline,
            MeterRegistry meters,
            Clock clock) {
        this(vertx, registries, cluster, log, HookLimits.acknowledged(hookDeadline), meters, clock);
    }

    Receiver(
            Vertx vertx,
            Collection<RegistrySettings> registries,
            KafkaCluster cluster,
            EventLog log,
            HookLimits limits,
            MeterRegistry meters,
            Clock clock) {
        WaitingRoom room = new WaitingRoom(limits.waiting(), limits.waitingBytes());
        boolean alone = registries.stream()
                        .filter(registry ->
                                registry.webhook().filter(Webhook::isOpen).isPresent())
                        .count()
                <= 1;
        this.metrics = new HookMetrics(meters, room);
        for (RegistrySettings registry : registries) {
            WaitingRoom share = alone ? room : room.part(ONE_REGISTRY);
            HookGuard.of(registry, vertx, metrics, clock)
                    .ifPresent(guard -> hooks.put(registry.name(), OpenHook.of(registry, guard, registries, share)));
        }
        this.keepDelivery = new KeepDelivery(new HookRecords(cluster), log, limits.acknowledged());
        this.limits = limits;
        this.clock = clock;
        this.strangers = room.part(STRANGERS);
    }

    /**
     * Adds the hooks. No body handler may stand before them, and the server leaves {@code Expect: 100-continue} to them:
     * the sender proves itself before its body is read.
     */
    public void mount(Router router) {
        hooks.values().forEach(hook -> hook.guard().prepare());
        router.route("/hooks/:registry").handler(this::receive).failureHandler(this::fail);
    }

    /** What is counted of deliveries, whichever way they come. */
    HookMetrics metrics() {
        return metrics;
    }

    private void receive(RoutingContext context) {
        Timer.Sample began = metrics.begin();
        context.addEndHandler(end -> metrics.end(began));
        Optional<OpenHook> hook = openHook(context);
        hook.flatMap(open -> open.guard().awaits(head(context.request())))
                .ifPresentOrElse(answer -> receiveAfter(context, hook, answer), () -> receive(context, hook));
    }

    /** Nothing of the body is read meanwhile. Until then the sender is a stranger, and has a place as one. */
    private void receiveAfter(RoutingContext context, Optional<OpenHook> hook, Future<?> answer) {
        Optional<WaitingRoom.Place> place = strangers.enter();
        if (place.isEmpty()) {
            refuse(context, Refusal.BUSY);
            return;
        }
        context.request().pause();
        KeepDelivery.hereToo(context.vertx(), answer)
                .onComplete(told -> place.get().leave())
                .map(told -> {
                    if (!context.response().closed()) {
                        receive(context, hook);
                    }
                    return told;
                })
                .onFailure(context::fail)
                .onComplete(told -> context.request().resume());
    }

    private void receive(RoutingContext context, Optional<OpenHook> hook) {
        if (hook.isPresent() && asksWhetherItMay(context.request(), hook.get())) {
            greet(context, hook.get());
            return;
        }
        if (!HttpMethod.POST.equals(context.request().method())) {
            refuse(context, Refusal.METHOD_NOT_ALLOWED);
            return;
        }
        if (hook.isEmpty()) {
            refuse(context, Refusal.UNKNOWN_REGISTRY);
            return;
        }
        Arrival arrival = Arrival.of(hook.get(), head(context.request()));
        Optional<Refusal> refusal = beforeTheBody(context.request(), arrival);
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
            return;
        }
        WaitingRoom first = arrival.proven() ? hook.get().room() : strangers;
        first.enter().ifPresentOrElse(place -> receive(context, arrival, place), () -> refuse(context, Refusal.BUSY));
    }

    private Optional<Refusal> beforeTheBody(HttpServerRequest request, Arrival arrival) {
        if (!arrival.proven() && !arrival.hook().guard().mayAdmit(arrival.head())) {
            return arrival.objection().map(Supplier::get);
        }
        return saysTooMuch(request) ? Optional.of(Refusal.TOO_LARGE) : Optional.empty();
    }

    private static HookProof.Head head(HttpServerRequest request) {
        return new HookProof.Head(
                request.headers(), Optional.ofNullable(request.query()).orElse(""));
    }

    private static boolean asksWhetherItMay(HttpServerRequest request, OpenHook hook) {
        return HttpMethod.OPTIONS.equals(request.method())
                && hook.parser().answersOptions()
                && request.getHeader(ORIGIN) != null;
    }

    private void greet(RoutingContext context, OpenHook hook) {
        Arrival.of(hook, head(context.request()))
                .objection()
                .ifPresentOrElse(
                        objection -> refuse(context, objection.get()),
                        () -> HookAnswers.allow(context, context.request().getHeader(ORIGIN)));
    }

    private boolean saysTooMuch(HttpServerRequest request) {
        String length = Optional.ofNullable(request.getHeader("Content-Length")).orElse("0");
        try {
            return Long.parseLong(length) > limits.body();
        } catch (NumberFormatException beyondEveryLimit) {
            return true;
        }
    }

    private void receive(RoutingContext context, Arrival arrival, WaitingRoom.Place place) {
        HttpServerRequest request = context.request();
        OpenHook hook = arrival.hook();
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            context.response().writeContinue();
        }
        HookBody.read(context.vertx(), request, limits, place)
                .compose(body -> proved(context, arrival, body))
                .onFailure(refused -> place.leave())
                .compose(body -> place.moveTo(hook.room())
                        .map(room -> keep(context, hook, body, room))
                        .orElseGet(() -> Future.failedFuture(new RefusedDelivery(Refusal.BUSY))))
                .onSuccess(kept -> accept(context, hook, kept))
                .onFailure(failure -> refuse(context, failure));
    }

    private static Future<byte[]> proved(RoutingContext context, Arrival arrival, byte[] body) {
        if (arrival.objection().isEmpty()) {
            return Future.succeededFuture(body);
        }
        Supplier<Refusal> objection = arrival.objection().get();
        HookGuard guard = arrival.hook().guard();
        return KeepDelivery.offTheLoop(context.vertx(), body, () -> guard.admits(arrival.head(), body))
                .compose(admitted -> admitted
                        ? Future.succeededFuture(body)
                        : Future.failedFuture(new RefusedDelivery(objection.get())));
    }

    /** Fails at the deadline; the place is held until the log is done with the delivery. */
    private Future<ParsedHook> keep(RoutingContext context, OpenHook hook, byte[] body, WaitingRoom.Place place) {
        Headers headers = Delivery.headers(context.request().headers(), hook.guard()::hides);
        Delivery delivery = new Delivery(hook.registry(), headers, body, clock.instant(), hook.targets());
        return keepDelivery.keep(context.vertx(), hook.parser(), delivery, place::leave);
    }

    private void accept(RoutingContext context, OpenHook hook, ParsedHook kept) {
        metrics.accepted(hook.registry(), kept);
        kept.unread()
                .ifPresent(why -> LOG.atWarn()
                        .addKeyValue("registry", hook.registry())
                        .addKeyValue("error", why.reason())
                        .log("a webhook could not be read; it is kept as a dead letter"));
        HookAnswers.accept(context, kept.answer());
    }

    private void refuse(RoutingContext context, Throwable failure) {
        if (failure instanceof RefusedDelivery refused) {
            refuse(context, refused.refusal());
            return;
        }
        LOG.atWarn()
                .addKeyValue("registry", context.pathParam("registry"))
                .addKeyValue("error", failure)
                .log("a webhook was not acknowledged; its sender is to repeat it");
        refuse(context, Refusal.UNACKNOWLEDGED);
    }

    private void refuse(RoutingContext context, Refusal refusal) {
        metrics.refused(openHook(context).map(OpenHook::registry), refusal);
        HookAnswers.refuse(context, refusal);
    }

    /** For what must not happen, such as a secret's file that is gone: the sender repeats until somebody mends it. */
    private void fail(RoutingContext context) {
        LOG.atError()
                .addKeyValue("registry", context.pathParam("registry"))
                .setCause(context.failure())
                .log("a hook failed");
        refuse(context, Refusal.FAILED);
    }

    private Optional<OpenHook> openHook(RoutingContext context) {
        return Optional.ofNullable(hooks.get(context.pathParam("registry")));
    }
}
