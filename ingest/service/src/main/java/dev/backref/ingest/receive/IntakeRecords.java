package dev.backref.ingest.receive;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.KafkaCluster;
import dev.backref.ingest.receive.IntakeRoutes.Route;
import dev.backref.ingest.registry.RegistrySettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** What becomes of a record of an intake topic: what becomes of the same body at a hook whose sender is proved. */
record IntakeRecords(KafkaCluster cluster, IntakeRoutes routes) {
    /** In the place of a registry's name where a record is of none. */
    private static final String UNKNOWN = "unknown";

    /** Bytes of a record's headers together: beside the largest body they have to fit into a dead letter. */
    private static final int LARGEST_HEADERS = 64 * 1024;

    /** How the attributes of a CloudEvent begin (CloudEvents Kafka binding §3.2.3). */
    private static final String ATTRIBUTE = "ce_";

    /** Whoever hands requests on can send along what proved their senders; it is not kept. */
    private static final Set<String> HIDDEN = secretHeaders();

    /**
     * One that was taken.
     *
     * @param registry by whose hook it would have come
     * @param records to be written
     */
    record Taken(String registry, ParsedHook parsed, List<ProducerRecord<String, byte[]>> records) {
        Taken {
            records = List.copyOf(records);
        }
    }

    /** Whatever is in it: what cannot be read becomes a dead letter. */
    Taken of(ConsumerRecord<byte[], byte[]> record, Instant at) {
        byte @Nullable [] body = record.value();
        Headers sent = headers(record.headers());
        if (sent.lastHeader(DeadLetter.ORIGIN) != null) {
            return ofALetter(record, at);
        }
        if (body == null) {
            return withoutBody(record, "no-body", "the record has no value", at);
        }
        int headers = size(record.headers());
        if (body.length > HookLimits.LARGEST_BODY || headers > LARGEST_HEADERS) {
            String detail = "a value has at most " + HookLimits.LARGEST_BODY + " bytes, headers " + LARGEST_HEADERS
                    + ", and not " + body.length + " and " + headers + "; the body is not kept";
            return withoutBody(record, "too-large", detail, at);
        }
        try {
            Route route = routes.of(record.topic(), sent);
            Delivery delivery = new Delivery(route.registry(), sent, body, at, route.targets(), origin(record));
            ParsedHook kept = ReadDelivery.of(route.parser(), delivery).kept();
            return new Taken(route.registry(), kept, new HookRecords(cluster).of(delivery, kept));
        } catch (NoSuchRegistry unknown) {
            return ofNobody(record, body, unknown, at);
        }
    }

    /** One of which no body is kept: there is none, or it is larger than the log takes. It stays where it stands. */
    Taken withoutBody(ConsumerRecord<byte[], byte[]> record, String reason, String detail, Instant at) {
        Headers sent = headers(record.headers());
        try {
            Route route = routes.of(record.topic(), sent);
            ParsedHook refused = ParsedHook.refused(reason, detail);
            List<ProducerRecord<String, byte[]>> written = new ArrayList<>();
            refused.unread().ifPresent(why -> {
                written.add(letter(new DeadLetter(route.registry(), null, sent, refusal(record, why, at))));
                written.addAll(lost(route.targets().registries(), why, at));
            });
            return new Taken(route.registry(), refused, written);
        } catch (NoSuchRegistry unknown) {
            return ofNobody(record, null, unknown, at);
        }
    }

    /** That records were deleted before they were read: each registry of the topic may have been told of in them. */
    List<ProducerRecord<String, byte[]>> deletedUnread(String topic, String detail, Instant at) {
        ParsedHook.Unread why = new ParsedHook.Unread("deleted-unread", detail);
        return lost(routes.registries(topic), why, at);
    }

    /** A dead letter, as of another Backref: to make one of it would be to send it round for ever where that takes from here. */
    private Taken ofALetter(ConsumerRecord<byte[], byte[]> record, Instant at) {
        String detail = origin(record) + " is a dead letter itself: it is not kept here as one";
        ParsedHook.Unread why = new ParsedHook.Unread("dead-letter", detail);
        ParsedHook refused = new ParsedHook(List.of(), Map.of("refused", 1), Optional.of(why));
        return new Taken(UNKNOWN, refused, lost(routes.registries(record.topic()), why, at));
    }

    /** Any of the registries may have been told of in it. */
    private List<ProducerRecord<String, byte[]>> lost(
            Collection<String> registries, ParsedHook.Unread why, Instant at) {
        return registries.stream()
                .map(registry -> new HookRecords(cluster).lost(registry, why, at))
                .toList();
    }

    /** Where no header says whose it is, or several do, it can be of each registry that has the topic. */
    private Taken ofNobody(
            ConsumerRecord<byte[], byte[]> record, byte @Nullable [] body, NoSuchRegistry unknown, Instant at) {
        Headers sent = headers(record.headers());
        boolean lost = IntakeRoutes.named(sent).size() != 1;
        ParsedHook.Unread why = new ParsedHook.Unread("unknown-registry", String.valueOf(unknown.getMessage()), lost);
        List<ProducerRecord<String, byte[]>> written = new ArrayList<>();
        written.add(letter(new DeadLetter(null, body, sent, refusal(record, why, at))));
        if (lost) {
            written.addAll(lost(routes.registries(record.topic()), why, at));
        }
        return new Taken(UNKNOWN, new ParsedHook(List.of(), Map.of("refused", 1), Optional.of(why)), written);
    }

    private ProducerRecord<String, byte[]> letter(DeadLetter letter) {
        return letter.toRecord(cluster.topicPrefix());
    }

    private static DeadLetter.Refusal refusal(
            ConsumerRecord<byte[], byte[]> record, ParsedHook.Unread why, Instant at) {
        return new DeadLetter.Refusal(why.reason(), why.detail(), origin(record), at);
    }

    private static String origin(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    /**
     * The headers of a request that would have had these: names in lower case, attributes of CloudEvents as HTTP has them.
     * Of too large ones only that which names the registry is kept.
     */
    private static Headers headers(Headers sent) {
        Headers headers = new RecordHeaders();
        for (Header header : size(sent) > LARGEST_HEADERS ? onlyRegistry(sent) : sent) {
            String name = header.key().toLowerCase(Locale.ROOT);
            if (header.value() == null || HIDDEN.contains(name)) {
                continue;
            }
            if (name.startsWith(ATTRIBUTE)) {
                headers.add("ce-" + name.substring(ATTRIBUTE.length()), encoded(header.value()));
            } else {
                headers.add(name, header.value());
            }
        }
        return headers;
    }

    /** Whoever reads it decodes it (CloudEvents HTTP binding §3.1.3.2). */
    private static byte[] encoded(byte[] value) {
        StringBuilder text = new StringBuilder(value.length);
        for (byte each : value) {
            if (each > ' ' && each <= '~' && each != '%' && each != '"') {
                text.append((char) each);
            } else {
                text.append('%').append(HexFormat.of().toHexDigits(each));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Headers onlyRegistry(Headers sent) {
        Headers only = new RecordHeaders();
        for (Header header : sent) {
            if (header.key().equalsIgnoreCase(IntakeRoutes.REGISTRY)) {
                only.add(header);
            }
        }
        return size(only) > LARGEST_HEADERS ? new RecordHeaders() : only;
    }

    private static int size(Headers headers) {
        long bytes = 0;
        for (Header header : headers) {
            bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    private static Set<String> secretHeaders() {
        Set<String> names = new TreeSet<>();
        Stream.of(RegistrySettings.Kind.values())
                .flatMap(kind -> HookParser.of(kind).proofs().stream())
                .map(proof -> proof.secretHeader().toLowerCase(Locale.ROOT))
                .forEach(names::add);
        return Set.copyOf(names);
    }
}
