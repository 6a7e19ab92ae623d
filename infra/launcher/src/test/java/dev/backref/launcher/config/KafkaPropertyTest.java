package dev.backref.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaPropertyTest {
    private static final String REGISTRIES = "registries: [{name: local, url: 'http://127.0.0.1:5000'}]\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "acks | 1 | must be all",
                "producer.acks | 0 | must be all",
                "max.in.flight.requests.per.connection | 5 | must be 1",
                "enable.idempotence | false | must be true",
                "isolation.level | read_uncommitted | must be read_committed",
                "main.consumer.isolation.level | read_uncommitted | must be read_committed",
                "enable.auto.commit | true | must be false",
                "processing.guarantee | at_least_once | must be exactly_once_v2",
                "transaction.two.phase.commit.enable | true | must be false",
                "group.protocol | consumer | must be classic",
                "max.request.size | 1048576 | must be at least 9437184",
                "buffer.memory | 1048576 | must be at least 9437184",
                "bootstrap.servers | h:1 | it is said by kafka.bootstrap",
                "bootstrap.controllers | h:1 | it is said by kafka.bootstrap",
                "commit.interval.ms | 5 | it is said by index.commitInterval",
                "num.stream.threads | 5 | it is said by index.threads",
                "rocksdb.config.setter | x | it is said by index.memory",
                "state.dir | /tmp | it is said by data",
                "application.id | x | it is said by kafka.topicPrefix",
                "group.id | x | it is said by kafka.topicPrefix",
                "group.instance.id | x | kept with the data",
                "transactional.id | x | kept with the data",
                "auto.offset.reset | latest | cannot be set here",
                "partition.assignment.strategy | x | cannot be set here",
                "group.remote.assignor | x | cannot be set here",
                "partitioner.class | x | cannot be set here",
                "partitioner.ignore.keys | true | cannot be set here",
                "statestore.cache.max.bytes | 5 | cannot be set here",
                "session.timeout.ms | 6000 | cannot be set here",
                "main.consumer.session.timeout.ms | 6000 | cannot be set here",
                "topology.optimization | all | cannot be set here",
                "default.timestamp.extractor | x | cannot be set here",
                "deserialization.exception.handler | x | dead letter",
                "default.deserialization.exception.handler | x | dead letter",
                "production.exception.handler | x | dead letter",
                "default.production.exception.handler | x | dead letter",
                "processing.exception.handler | x | dead letter",
                "processing.exception.handler.global.enabled | false | dead letter",
                "key.serializer | x | cannot be set here",
                "value.serializer | x | cannot be set here",
                "key.deserializer | x | cannot be set here",
                "value.deserializer | x | cannot be set here",
                "default.key.serde | x | cannot be set here",
                "default.value.serde | x | cannot be set here",
            })
    void refusesWhatWouldUndoAPromise(String name, String value, String why) throws Exception {
        assertThat(problem(name, value))
                .startsWith("kafka.properties." + name + ": ")
                .contains(why)
                .endsWith(": \"" + value + "\"");
        assertThat(knownToAClient()).contains(name.replaceFirst("^(main\\.consumer|producer)\\.", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topic.cleanup.policy | delete | must be compact",
                "topic.max.message.bytes | 1000 | must be at least 9437184",
                "lingr.ms | 5 | is known to no client of Kafka; did you mean \"linger.ms\"?",
                "producer.lingr.ms | 5 | is known to no client of Kafka; did you mean \"linger.ms\"?",
                "sasl.jaas.confg | x | is known to no client of Kafka; did you mean \"sasl.jaas.config\"?",
                "log.retention.hours | 5 | is known to no client of Kafka",
                "topic.colour | red | is known to no client of Kafka",
                "linger.ms | soon | is refused by Kafka: Not a number",
                "fetch.min.bytes | -1 | is refused by Kafka: Value must be at least",
                "security.protocol | TLS | is refused by Kafka",
            })
    void refusesWhatKafkaDoesNotKnowOrTake(String name, String value, String why) throws Exception {
        assertThat(problem(name, value))
                .startsWith("kafka.properties." + name + ": ")
                .contains(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "acks | all",
                "acks | -1",
                "max.in.flight.requests.per.connection | 1",
                "enable.idempotence | true",
                "isolation.level | read_committed",
                "enable.auto.commit | false",
                "processing.guarantee | exactly_once_v2",
                "group.protocol | classic",
                "max.request.size | 20971520",
                "linger.ms | 5",
                "restore.consumer.fetch.max.bytes | 1000000",
                "num.standby.replicas | 0",
                "topic.min.insync.replicas | 2",
                "security.protocol | SASL_SSL",
                "sasl.jaas.config | anything at all",
                "ssl.keystore.password | hunter2",
                "ssl.own.factory.mode | strict",
                "sasl.own.callback.url | https://idp.example.com",
                "confluent.monitoring.interceptor.bootstrap.servers | h:1",
                "config.providers | env",
                "config.providers.env.class | org.apache.kafka.common.config.provider.EnvVarConfigProvider",
                "request.timeout.ms | ${env:TIMEOUT}",
            })
    void takesWhatAClientOrAPluginReads(String name, String value) throws Exception {
        assertThat(ConfigFile.read(file(name, value), Map.of()).broker().properties())
                .containsEntry(name, value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl.keystore.pasword", "sasl.jaas.confg", "pasword", "colour"})
    void showsNoValueThatMayBeASecret(String name) throws Exception {
        assertThat(problem(name, "hunter2")).doesNotContain("hunter2");
    }

    @Test
    void tellsOfAllAtOnceAlsoOfThoseThatTheEnvironmentSets() throws Exception {
        ConfigProblems problems = catchThrowableOfType(
                ConfigProblems.class,
                () -> ConfigFile.read(
                        file("acks", "1"),
                        Map.of("BACKREF_KAFKA_PROPERTIES_GROUP_ID", "x", "BACKREF_KAFKA_PARTITIONS", "0")));
        assertThat(problems.problems())
                .containsExactlyInAnyOrder(
                        "kafka.partitions: is no whole number from 1 to 1000: \"0\"",
                        "kafka.properties.acks: must be all, or what was acknowledged could be lost: \"1\"",
                        "kafka.properties.group.id: cannot be set here, it is said by kafka.topicPrefix: \"x\"");
    }

    private String problem(String name, String value) throws Exception {
        Path file = file(name, value);
        ConfigProblems problems = catchThrowableOfType(ConfigProblems.class, () -> ConfigFile.read(file, Map.of()));
        assertThat(problems).as(name).isNotNull();
        List<String> all = problems.problems();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private Path file(String name, String value) throws Exception {
        return Files.writeString(
                folder.resolve("backref.yaml"),
                "kafka: {properties: {\"" + name + "\": \"" + value + "\"}}\n" + REGISTRIES);
    }

    private static Set<String> knownToAClient() {
        Set<String> names = new HashSet<>(ProducerConfig.configNames());
        names.addAll(ConsumerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        names.addAll(StreamsConfig.configDef().names());
        return names;
    }
}
