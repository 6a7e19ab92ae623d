package dev.backref.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    private static final int LARGE = 8 * 1024 * 1024;
    private static final int ROUNDS = 5;

    @TempDir
    private Path data;

    @Test
    void keepsItsDataAndItsAddressOverARestartAndTakesEightMebibytes() throws Exception {
        byte[] large = new byte[LARGE];
        new Random(7).nextBytes(large);
        String address;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            address = kafka.bootstrap();
            Clients.createTopic(address);
            try (KafkaProducer<String, byte[]> producer = Clients.producer(address)) {
                producer.initTransactions();
                producer.beginTransaction();
                Future<?> unused = producer.send(new ProducerRecord<>(Clients.TOPIC, "large", large));
                producer.commitTransaction();
            }
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            assertThat(kafka.bootstrap()).isEqualTo(address);
            assertThat(EmbeddedKafka.bootstrapOf(data)).contains(address);
            List<byte[]> committed = Clients.committed(address);
            assertThat(committed).hasSize(1);
            assertThat(Arrays.equals(committed.get(0), large)).isTrue();
        }
    }

    @Test
    void refusesASecondBrokerOnItsDataAndLeavesTheFirstAlone() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            assertThatThrownBy(() -> EmbeddedKafka.start(EmbeddedKafka.Settings.in(data)))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageContaining(data.toString());
            Clients.createTopic(kafka.bootstrap());
        }
    }

    @Test
    void namesThePortThatIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            EmbeddedKafka.Settings settings = new EmbeddedKafka.Settings(data, Optional.of(port), Map.of());
            assertThatThrownBy(() -> EmbeddedKafka.start(settings))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining(Integer.toString(port));
        }
    }

    @Test
    void losesAndRepeatsNothingWhenItsProcessIsKilledAgainAndAgain() throws Exception {
        Random random = new Random(11);
        long committed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            committed = runUntilKilled(committed, 20 + random.nextInt(60));
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            List<Long> read = Clients.committed(kafka.bootstrap()).stream()
                    .map(value -> Long.parseLong(new String(value, StandardCharsets.UTF_8)))
                    .sorted()
                    .toList();
            assertThat(read)
                    .containsExactlyElementsOf(
                            LongStream.range(0, committed).boxed().toList());
        }
    }

    /**
     * Lets a process write until so many transactions are committed, kills it, and gives the first number that is not
     * committed. The transaction under way at the kill may be either; what the broker kept of it decides.
     */
    private long runUntilKilled(long next, int transactions) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NumbersUntilKilled.class.getName(),
                        data.toString(),
                        Long.toString(next))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            int seen = 0;
            for (String line = lines.readLine(); line != null && seen < transactions; line = lines.readLine()) {
                seen += line.startsWith("committed ") ? 1 : 0;
            }
            assertThat(seen).as("transactions before the kill").isEqualTo(transactions);
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            List<byte[]> read = Clients.committed(kafka.bootstrap());
            assertThat((long) read.size())
                    .as("whole transactions, none lost")
                    .isGreaterThanOrEqualTo(next + transactions * 10L);
            assertThat(read.size() % 10).isZero();
            return read.size();
        }
    }
}
