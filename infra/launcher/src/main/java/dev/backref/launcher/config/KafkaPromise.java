package dev.backref.launcher.config;

import dev.backref.ingest.contract.Topic;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A property of Kafka's clients that Backref's promises rest on: nothing lost, nothing twice, one owner for each key.
 *
 * @param isKept whether a value of the operator's keeps the promise
 * @param what is wrong with one that does not
 */
record KafkaPromise(Predicate<String> isKept, String what) {
    private static final Map<String, KafkaPromise> ALL = all();

    /** The promise that rests on this property. */
    static Optional<KafkaPromise> of(String property) {
        return Optional.ofNullable(ALL.get(property));
    }

    private static Map<String, KafkaPromise> all() {
        Map<String, KafkaPromise> all = new HashMap<>();
        mustBe(all, "acks", "all, or what was acknowledged could be lost", "all", "-1");
        mustBe(
                all,
                "max.in.flight.requests.per.connection",
                "1, or records wait for minutes behind one that another has overtaken",
                "1");
        mustBe(all, "enable.idempotence", "true, or a record could be there twice", "true");
        mustBe(all, "isolation.level", "read_committed, or what never happened is seen", "read_committed");
        mustBe(all, "enable.auto.commit", "false, or records count as done before they are", "false");
        mustBe(all, "processing.guarantee", "exactly_once_v2, or changes are lost or repeated", "exactly_once_v2");
        mustBe(all, "transaction.two.phase.commit.enable", "false: nobody ends such a transaction", "false");
        mustBe(all, "group.protocol", "classic: static members keep their partitions over a restart", "classic");
        mustBe(all, "topic.cleanup.policy", "compact, or stores cannot be restored", "compact");
        holdsTheLargestRecord(all, "max.request.size", "buffer.memory", "topic.max.message.bytes");
        ours(all, "said by kafka.bootstrap", "bootstrap.servers", "bootstrap.controllers");
        ours(all, "said by index.commitInterval", "commit.interval.ms");
        ours(all, "said by index.threads", "num.stream.threads");
        ours(all, "said by index.memory", "rocksdb.config.setter");
        ours(all, "said by data", "state.dir");
        ours(all, "said by kafka.topicPrefix", "application.id", "group.id");
        ours(all, "kept with the data, one for each process", "group.instance.id", "transactional.id");
        ours(all, "Backref's, which must see an offset that is gone", "auto.offset.reset");
        ours(all, "Backref's, which assigns topics together", "partition.assignment.strategy", "group.remote.assignor");
        ours(all, "Backref's, whose keys have one owner", "partitioner.class", "partitioner.ignore.keys");
        ours(
                all,
                "Backref's, whose lookups see what is written",
                "statestore.cache.max.bytes",
                "default.interactive.query.isolation.level");
        ours(all, "Backref's, whose stores outlive a crash", "enable.transactional.statestores");
        ours(all, "Backref's, which tells by it when it stood still for too long", "session.timeout.ms");
        ours(all, "Backref's, which lists every store and topic in one layout", "topology.optimization");
        ours(all, "Backref's, whose replays give the same times", "default.timestamp.extractor");
        ours(all, "Backref's, which keeps what it cannot read as a dead letter", handlers());
        ours(all, "Backref's, as the forms of its topics are", forms());
        return Map.copyOf(all);
    }

    private static String[] handlers() {
        return new String[] {
            "deserialization.exception.handler",
            "default.deserialization.exception.handler",
            "production.exception.handler",
            "default.production.exception.handler",
            "processing.exception.handler",
            "processing.exception.handler.global.enabled"
        };
    }

    private static String[] forms() {
        return new String[] {
            "key.serializer",
            "value.serializer",
            "key.deserializer",
            "value.deserializer",
            "default.key.serde",
            "default.value.serde"
        };
    }

    private static void mustBe(Map<String, KafkaPromise> all, String property, String needed, String... values) {
        all.put(property, new KafkaPromise(Set.of(values)::contains, "must be " + needed));
    }

    private static void ours(Map<String, KafkaPromise> all, String whose, String... properties) {
        Arrays.stream(properties)
                .forEach(property ->
                        all.put(property, new KafkaPromise(value -> false, "cannot be set here, it is " + whose)));
    }

    private static void holdsTheLargestRecord(Map<String, KafkaPromise> all, String... properties) {
        Predicate<String> holds = value -> value.matches("\\d{1,18}") && Long.parseLong(value) >= Topic.LARGEST_RECORD;
        Arrays.stream(properties)
                .forEach(property -> all.put(
                        property,
                        new KafkaPromise(
                                holds,
                                "must be at least " + Topic.LARGEST_RECORD + ", the bytes of the largest record")));
    }
}
