package dev.backref.ingest.receive;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.IngestTopics;
import dev.backref.ingest.contract.Json;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.contract.RegistryEvent;
import dev.backref.ingest.contract.Topic;
import dev.backref.ingest.registry.RegistrySettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What becomes of dead letters by the configuration and the parsers of now. A webhook's body is read again, as by its hook or topic; an
 * event that could not be looked at goes back to the topic that it came from. What it leads to are looks, so that to take one
 * up twice is to look twice.
 */
public final class DeadLetterReplay {
    /** Says of a record that it is a replay, and of which dead letter: {@code topic-partition@offset}. */
    public static final String REPLAYED_FROM = "replayed-from";

    private final KafkaCluster cluster;
    private final Collection<RegistrySettings> registries;
    private final IntakeRoutes routes;

    /** @param registries that are configured now */
    public DeadLetterReplay(KafkaCluster cluster, Collection<RegistrySettings> registries) {
        this.cluster = cluster;
        this.registries = List.copyOf(registries);
        this.routes = new IntakeRoutes(registries);
    }

    /**
     * What one becomes.
     *
     * @param records to be written, each marked as a replay
     * @param still why it stays a dead letter, or a part of it does; absent where nothing of it is left
     */
    public record Outcome(List<ProducerRecord<String, byte[]>> records, Optional<String> still) {
        public Outcome {
            records = List.copyOf(records);
        }

        private static Outcome still(String why) {
            return new Outcome(List.of(), Optional.of(why));
        }
    }

    /**
     * What this one becomes.
     *
     * @param place where it stands, {@code topic-partition@offset}
     * @param now at which its events count as reported
     */
    public Outcome of(DeadLetter letter, String place, Instant now) {
        String origin = letter.refusal().origin();
        Outcome outcome;
        if (origin.startsWith(Delivery.HOOKS)) {
            outcome = request(letter, origin.substring(Delivery.HOOKS.length()), now);
        } else if (routes.topics().contains(topic(origin))) {
            outcome = record(letter, topic(origin), now);
        } else {
            outcome = event(letter, origin, now);
        }
        outcome.records()
                .forEach(record -> record.headers().add(REPLAYED_FROM, place.getBytes(StandardCharsets.UTF_8)));
        return outcome;
    }

    /** The topic of {@code topic-partition@offset}. */
    private static String topic(String origin) {
        int end = origin.lastIndexOf('-', origin.lastIndexOf('@'));
        return end < 0 ? origin : origin.substring(0, end);
    }

    private Outcome request(DeadLetter letter, String registry, Instant now) {
        return configured(registry)
                .filter(each -> each.webhook().isPresent())
                .map(own ->
                        new IntakeRoutes.Route(registry, HookParser.of(own.kind()), HookTargets.of(own, registries)))
                .map(route -> delivery(letter, route, now))
                .orElseGet(() -> Outcome.still("no hook is configured at " + Delivery.HOOKS + registry));
    }

    private Outcome record(DeadLetter letter, String topic, Instant now) {
        try {
            return delivery(letter, routes.of(topic, letter.headers()), now);
        } catch (NoSuchRegistry unknown) {
            return Outcome.still(String.valueOf(unknown.getMessage()));
        }
    }

    private Outcome delivery(DeadLetter letter, IntakeRoutes.Route route, Instant now) {
        byte[] body = letter.value();
        if (body == null) {
            return Outcome.still("it has no body");
        }
        Delivery delivery = new Delivery(route.registry(), letter.headers(), body, now, route.targets());
        ParsedHook kept = ReadDelivery.of(route.parser(), delivery).kept();
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        kept.events().forEach(event -> records.add(new HookRecords(cluster).event(event)));
        return new Outcome(records, kept.unread().map(why -> why.reason() + ": " + why.detail()));
    }

    private Outcome event(DeadLetter letter, String origin, Instant now) {
        Optional<Topic> topic = List.of(IngestTopics.REGISTRY_EVENTS, IngestTopics.WANTED).stream()
                .filter(each -> origin.equals(each.name()) || origin.startsWith(cluster.name(each) + "-"))
                .findFirst();
        if (topic.isEmpty()) {
            return Outcome.still("came from " + origin
                    + ", which is no topic of webhooks now, and else only its own writer can mend it");
        }
        if (letter.key() == null || letter.value() == null) {
            return Outcome.still("it has no key, or no value");
        }
        RegistryEvent event;
        try {
            event = Json.read(letter.value(), RegistryEvent.class);
        } catch (IllegalArgumentException undecodable) {
            return Outcome.still(String.valueOf(undecodable.getMessage()));
        }
        if (!event.source().key().equals(letter.key())) {
            return Outcome.still("its key is not that of its source");
        }
        String registry = event.source().location().registry();
        if (configured(registry).isEmpty()) {
            return Outcome.still("no registry is configured as \"" + registry + "\"");
        }
        int partition = cluster.partition(topic.get(), letter.key());
        return new Outcome(
                List.of(new ProducerRecord<>(
                        cluster.name(topic.get()), partition, letter.key(), Json.write(event.askedAt(now)))),
                Optional.empty());
    }

    private Optional<RegistrySettings> configured(String name) {
        return registries.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
